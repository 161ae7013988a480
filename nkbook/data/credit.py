"""Where figures come from, in words that stand below them."""

import re
from collections import Counter
from collections.abc import Iterable

from nkbook.data.package import origins, read, sources

# What follows the name of a body: its kind of figures, a year, a mirror.
DETAIL = re.compile(r", (?=[a-z0-9]).*|; mirrored by .*")


def line(keys: Iterable[str]) -> str:
    """Return the origins behind sources, e.g. "Bank of Korea (22 printings); Korea Labor Institute".

    What repeats one release stands once, with the number of its printings; most printings first.
    """
    behind, titles, publishers = (
        origins(),
        read("origins").set_index("origin")["title"],
        sources()["publisher"],
    )
    counts = Counter(str(behind[key]) for key in sorted(keys))
    named: Counter[str] = Counter()
    for origin, count in counts.items():
        named[DETAIL.sub("", str(titles.get(origin) or publishers[origin]))] += count
    return "; ".join(
        f"{name} ({count} printings)" if count > 1 else name for name, count in named.most_common()
    )
