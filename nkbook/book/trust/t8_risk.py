"""T8: sharing at great risk creates trust between those who share.

No reading answers it; the claim has an evidence map, laid out by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t8 = Answers("T8")
