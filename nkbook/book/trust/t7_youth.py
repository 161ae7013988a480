"""T7: trust is coming back among the young.

No reading answers it; the claim has an evidence map, laid out by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t7 = Answers("T7")
