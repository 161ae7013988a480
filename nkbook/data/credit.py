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
    behind = origins()
    counts = Counter(str(behind[key]) for key in sorted(keys))
    titles = names(counts)
    named: Counter[str] = Counter()
    for origin, count in counts.items():
        named[titles[origin]] += count
    return "; ".join(
        f"{name} ({count} printings)" if count > 1 else name for name, count in named.most_common()
    )


def names(keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each origin without what follows it: the body's title, or a source's publisher."""
    titles, publishers = read("origins").set_index("origin")["title"], sources()["publisher"]
    return {key: DETAIL.sub("", str(titles.get(key) or publishers[key])) for key in keys}
