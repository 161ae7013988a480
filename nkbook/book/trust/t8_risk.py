"""T8: sharing at great risk creates trust between those who share.

No reading answers it. The claim has an evidence map, laid out from `data/studies.csv` by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

t8 = Answers("T8")
