"""T9: shared guilt binds people together.

No reading answers it; the claim has an evidence map, laid out by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t9 = Answers("T9")
