"""Renew the hashes of the data package after an intended edit."""

import json
from typing import Any

import pandas as pd

from nkbook import files, paths
from nkbook.data import corrections, descriptor, validate
from nkbook.data.package import typed
from nkbook.errors import DataError


def seal() -> list[str]:
    """Renew hash, size, row count, series and sources of each resource; return what changed.

    Raises `DataError` when a file breaks a rule, or a declared correction no longer fits: a seal must
    not hide a fault.
    """
    package = descriptor.read()
    broken = [line for item in package["resources"] for line in validate.faults(item, sealed=False)]
    broken += corrections.faults()
    if broken:
        raise DataError(broken[0])
    for item in package["resources"]:
        typed(paths.data() / item["path"], item, corrected=True)  # what is sealed can be loaded
    changes = [_renew(item) for item in package["resources"]]
    text = json.dumps(package, indent=0, ensure_ascii=False) + "\n"
    if text != descriptor.path().read_text(encoding="utf-8"):
        files.write_atomic(descriptor.path(), text)
    return [line for line in changes if line]


def _renew(item: dict[str, Any]) -> str:
    content = (paths.data() / item["path"]).read_bytes()
    before = (item.get("rows"), item.get("hash", "").removeprefix("sha256:"))
    after = (validate.count_rows(content), files.sha256(content))
    item.update(rows=after[0], bytes=len(content), hash=f"sha256:{after[1]}")
    if descriptor.is_observations(item):
        item.update(_contents(item))
    if before == after:
        return ""
    return (
        f"data/{item['path']}: {before[0]} -> {after[0]} rows, "
        f"sha256 {before[1][:12] or 'none'} -> {after[1][:12]}"
    )


def _contents(item: dict[str, Any]) -> dict[str, Any]:
    rows = pd.read_csv(
        paths.data() / item["path"], usecols=["series", "source"], dtype=str, keep_default_na=False
    )
    known = pd.read_csv(paths.data() / "sources.csv", dtype=str, keep_default_na=False)
    used = known[known["source"].isin(rows["source"])]
    return {
        "series": sorted(rows["series"].unique()),
        "sources": [
            {"title": f"{row.source}: {row.title}", "path": row.url}
            if row.url
            else {"title": f"{row.source}: {row.title}"}
            for row in used.itertuples()
        ],
    }
