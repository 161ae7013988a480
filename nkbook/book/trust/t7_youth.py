"""T7: trust is coming back among the young.

No reading answers it. The claim has an evidence map, laid out from `data/studies.csv` by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t7 = Answers("T7")
