"""A changed datum turns the right claim, and no other; and no used figure can be moved unseen."""

import csv
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from nkbook import data, files
from nkbook.claims import claims, evaluate
from nkbook.claims.evaluation import Finding
from nkbook.claims.rule import Verdict
from nkbook.data import descriptor
from tests.mutation.bench import change, verdicts

KEY = ("series", "country", "date", "source", "vintage", "variant")
SEED, ROWS = 20261123, 200
ROOT = Path(__file__).resolve().parents[2]
UNMOVED = Path(__file__).with_name("unmoved.csv")


def times(factor: float) -> Callable[[float], float]:
    return lambda value: value * factor


FLIPS = {
    "C1: the first network was as large as the second": (
        "C1",
        change("sunnet_subscribers", to=times(100)),
        Verdict.UNDETERMINED,
    ),
    # Its later counts still say otherwise, and one origin that is read two ways contests nothing.
    "C2: the operator had counted fifty thousand lines": (
        "C2",
        change("koryolink_subscribers", to=times(30), date="2008-12"),
        Verdict.UNDETERMINED,
    ),
    # What others estimated could then make up for it, so that owners in a survey stand alone.
    "C5: the international series had printed half of the lines": (
        "C5",
        change("mobile_subscriptions_itu_vintage", to=times(0.5)),
        Verdict.WITHIN_LIMITS,
    ),
    "E1: few had gone without a ration": (
        "E1",
        change("mou2024_never_received_state_ration", to=times(0.2)),
        Verdict.CONTESTED,
    ),
    "E3: markets stood in the capital": (
        "E3",
        change("official_markets_pyongyang", to=times(100)),
        Verdict.CONTRADICTED_WITHIN,
    ),
    "E6: no official market stood in 2022": (
        "E6",
        change("official_market_count", to=times(0), date="2022"),
        Verdict.IN_PART,
    ),
    "I2: leaflets reached three times as many": (
        "I2",
        change("kida_info_channel_leaflets", to=times(3)),
        Verdict.WITHIN_LIMITS,
    ),
    "I4: the code of 2015 was milder to those who bring material in": (
        "I4",
        change("max_penalty_import_distribute_decadent_culture", to=times(0.4), date="2015"),
        Verdict.UNDETERMINED,
    ),
    "I8: one more editor had fallen silent": (
        "I8",
        change("freq_hours_week_bbc_korean", to=times(0), date="2026-08-21"),
        Verdict.WITHIN_LIMITS,
    ),
    "T4: informers were thirty times as many": (
        "T4",
        change("informants_total", to=times(30)),
        Verdict.UNDETERMINED,
    ),
    "T6: most would protest at injustice": (
        "T6",
        change("injustice_protest", to=times(5)),
        Verdict.CONTESTED,
    ),
}


@lru_cache
def verdicts_before() -> dict[str, Verdict]:
    """Return the verdicts of the data as they are: every copy that is not yet changed has the same."""
    return verdicts()


@pytest.mark.whole
@pytest.mark.parametrize("name", FLIPS)
def test_a_named_change_of_data_flips_its_verdict_and_no_other(name: str, copy: Path) -> None:
    claim, alter, expected = FLIPS[name]
    before = verdicts_before()
    alter()
    after = verdicts()
    assert after[claim] is expected
    assert {i for i in after if after[i] is not before[i]} == {claim}


@pytest.mark.whole
def test_one_percent_on_any_used_figure_moves_a_claim_that_uses_it(copy: Path) -> None:
    base = {(c.id, key): evaluate(c.id, reading=key) for c in claims() for key in c.readings}
    users: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for user, found in base.items():
        for row in found.rows:
            if row[0] != "documents":  # they hold no figure
                users[row].add(user)
    # Ranked by hash, so that a new row takes the place of one and does not draw all anew.
    sampled = sorted(users, key=lambda row: files.sha256(repr((SEED, row)).encode()))[:ROWS]
    with open(UNMOVED, encoding="utf-8", newline="") as stream:
        listed = {tuple(row[column] for column in KEY): row["reason"] for row in csv.DictReader(stream)}
    unexplained = []
    for row in sampled:
        if not stored_row(row)[1]["value"]:
            continue  # the source gives bounds only
        nudge(copy, row)
        moved = any(differs(base[user], evaluate(user[0], reading=user[1])) for user in users[row])
        if not moved and not listed.get(row):
            unexplained.append(row)
    assert unexplained == []


def nudge(copy: Path, row: tuple[str, ...]) -> None:
    """Declare, on top of the standing corrections, that the value of one row is 1 % larger."""
    table, stored = stored_row(row)
    value = float(stored["value"])
    # A share close to its ceiling can only go down.
    ceiling = data.units()["maximum"].to_dict()[stored["unit"]]
    up = not ceiling or value * 1.01 <= float(ceiling)
    target = {column: stored[column] for column in KEY} | {"table": table.removesuffix(".csv")}
    entry = {
        "id": "nudge",
        "target": target,
        "field": "value",
        "expect": value,
        "action": "replace",
        "replacement": value * (1.01 if up else 0.99),
        "reason": "mutation",
        "provider": "test",
    }
    standing = yaml.safe_load((ROOT / "data" / "corrections.yml").read_text(encoding="utf-8"))
    kept = [c for c in standing if not names(c["target"], target)]
    text = yaml.safe_dump([*kept, entry], allow_unicode=True)
    (copy / "data" / "corrections.yml").write_text(text, encoding="utf-8")


def stored_row(row: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Return the table and the stored row behind a used one: a span of years is one stored row."""
    wanted = dict(zip(KEY, row, strict=True))
    for table in descriptor.resources():
        if wanted["series"] not in table.get("series", []):
            continue
        for stored in raw(table["path"]):
            same = all(stored[k] == wanted[k] for k in KEY if k != "date")
            spans = table.get("spans") and stored["period_start"] <= wanted["date"] <= stored["period_end"]
            if same and (stored["date"] == wanted["date"] or spans):
                return table["path"], stored
    raise AssertionError(row)


@lru_cache(maxsize=64)
def raw(path: str) -> list[dict[str, str]]:
    with open(ROOT / "data" / path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def names(target: dict[str, str], other: dict[str, str]) -> bool:
    defaults = {"country": "PRK", "vintage": "", "variant": ""}
    return all({**defaults, **target}.get(k) == other[k] for k in KEY)


def differs(one: Finding, other: Finding) -> bool:
    pairs = [(one.estimate, other.estimate), (one.lower, other.lower), (one.upper, other.upper)]
    return any(a != b and abs((a or 0) - (b or 0)) > 1e-12 * abs(a or 1) for a, b in pairs)
