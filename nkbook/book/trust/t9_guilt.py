"""T9: shared guilt binds people together.

No reading answers it. The claim has an evidence map, laid out from `data/studies.csv` by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t9 = Answers("T9")
