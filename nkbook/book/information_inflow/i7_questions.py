"""I7: outside material makes people recognise their situation and question it.

No reading answers it: no study compares people in North Korea who differ in reception alone. The claim has an
evidence map, laid out from `data/studies.csv` by `nkbook.claims.maps`.
"""

from nkbook.claims.answers import Answers

i7 = Answers("I7")
