"""A multiverse in words and tables: every number computed, every share with its caveat."""

from collections.abc import Iterable
from html import escape

from nkbook.claims.registry import Claim, Value, canonical
from nkbook.claims.rule import Verdict
from nkbook.multiverse.results import Result
from nkbook.multiverse.robustness import Robustness, agreeing, shares

NO_PROBABILITY = (
    "A share of universes is not a probability: universes are choices that analysts could defend, "
    "not draws from a population."
)
Row = tuple[str, ...]
TYPES = {"E": "equivalent", "N": "another question", "U": "uncertain"}
ARGUMENTS = {
    "reading": "evidence",
    "grades": "grades of evidence",
    "start_year": "first year",
    "end_year": "last year",
    "confidence": "level of the interval",
    "exclude": "left out",
}


def choice_name(name: str) -> str:
    """Return what a choice is called."""
    return ARGUMENTS.get(name, name.replace("_", " "))


def option_name(item: Claim, choice: str, value: Value) -> str:
    """Return what an option is called."""
    if choice == "reading":
        return item.readings[str(value)].title
    if isinstance(value, list):
        return ", ".join(value) or "nothing"
    special = {"null": "all", "true": "yes", "false": "no"}
    return special.get(canonical(value), str(value).replace("_", " "))


def percent(share: float) -> str:
    """Return a share as a percentage: whole, but never rounded to all or nothing."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        return "more than 99\N{NO-BREAK SPACE}%"
    return "less than 1\N{NO-BREAK SPACE}%" if whole == 0 and share > 0 else f"{whole}\N{NO-BREAK SPACE}%"


def finding(found: Robustness) -> str:
    """Return what the universes of a claim say about its verdict, as one sentence to head their curve."""
    if not found.label:
        return f"{found.claim} has no label: its default finds no evidence"
    share, count = agreeing(found, "E")
    text = f"{found.claim} is {found.label}: {percent(share)} of {count} equivalent universes agree"
    if found.verdicts.get("U"):
        share, count = agreeing(found, "EU")
        text += f", {percent(share)} of {count} with the uncertain ones"
    return text


def verdict_shares(found: Robustness, kinds: str) -> str:
    """Return the shares of verdicts among universes of kinds as a phrase."""
    parts = [f"{verdict} {percent(share)}" for verdict, share in shares(found, kinds).items()]
    return ", ".join(parts) or "none"


def summary(item: Claim, result: Result) -> list[tuple[str, str]]:
    """Return what the universes say, as pairs of a term and a sentence."""
    found = result.robustness
    rows = [
        ("Label", f"{found.label or 'none'}: {_meaning(found)}"),
        ("Universes", _counts(result)),
        ("Equivalent choices", f"{verdict_shares(found, 'E')}{_agreement(found)}. {NO_PROBABILITY}"),
    ]
    if found.verdicts.get("U"):
        rows.append(("With uncertain choices", f"{verdict_shares(found, 'EU')}. {NO_PROBABILITY}"))
    if found.verdicts.get("N"):
        rows.append(("Other questions", "shown in grey and never pooled: " + _counted(found.verdicts["N"])))
    rows += [("What flips the verdict", flips(item, found)), ("Variance", variance(found))]
    if found.joint is not None:
        rows.append(
            (
                "Against noise",
                (
                    f"worlds in which nothing happened look as decided with p = {found.joint:.3f} "
                    "(joint inference over all equivalent universes)"
                ),
            )
        )
    return [(term, text) for term, text in rows if text]


def flips(item: Claim, found: Robustness) -> str:
    """Return the smallest sets of choices that flip the verdict, and the flip index, in words."""
    text = smallest_flips(item, found)
    if not found.flips or found.flip_index is None:
        return text
    index = f"Of the universes one choice away, {percent(found.flip_index)} end elsewhere (flip index)."
    return f"{text}. {index} {NO_PROBABILITY}"


def smallest_flips(item: Claim, found: Robustness) -> str:
    """Return the smallest sets of choices that flip the verdict, in words."""
    if not found.flips:
        return "no combination of these choices ends on another side"
    size = len(found.flips[0])
    sets = [
        " and ".join(f"{choice_name(n)}: {option_name(item, n, v)}" for n, v in flip.items())
        for flip in found.flips
    ]
    alone = "one choice is enough" if size == 1 else f"no single choice; {size} together are"
    listed = "; ".join(sets[:6]) + (f"; and {len(sets) - 6} more" if len(sets) > 6 else "")
    return f"{alone}: {listed}"


def variance(found: Robustness) -> str:
    """Return the share of the estimates' variance that each choice carries, largest first."""
    ordered = sorted(found.variance.items(), key=lambda pair: (-pair[1], pair[0]))
    parts = [f"{choice_name(name)} {percent(max(share, 0.0))}" for name, share in ordered if share > 0.005]
    return f"of the estimates' variance, each choice carries: {', '.join(parts)}" if parts else ""


def section(item: Claim, result: Result) -> str:
    """Return what other choices do to the verdict, in short, to stand between its card and its curve."""
    found = result.robustness
    rows = [
        ("Equivalent choices", f"{verdict_shares(found, 'E')}. {NO_PROBABILITY}"),
        ("What flips the verdict", flips(item, found)),
    ]
    page = f"../choices_{item.theme}.html#choices-{item.id}"
    return (
        f'<section class="nk-multiverse" id="multiverse-{item.id}" '
        f'aria-label="Other choices for claim {item.id}"><p><strong>Other choices</strong> for the default '
        f"evaluation ({found.verdict}): {label_html(found.label)} {escape(_meaning(found))}</p>"
        f'{_listed(rows)}<p class="nk-card-links"><a href="{page}">Every choice, with its reason</a> · '
        '<a href="../multiverse.html">How to read the curve</a></p></section>'
    )


def label_html(label: str) -> str:
    """Return a label as a chip, told apart by its word and its outline."""
    return f'<span class="nk-label" data-label="{label or "none"}">{label or "no label"}</span>'


def plain(item: Claim, result: Result) -> str:
    """Return the summary as plain text."""
    return "\n".join(f"{term}: {text}" for term, text in summary(item, result))


def choice_rows(item: Claim) -> Iterable[Row]:
    """Yield every choice with its type, options and reasons, to stand below one another in a table."""
    rows: list[Row] = [
        (
            choice_name(name),
            f"{choice.type}, {TYPES[choice.type]}: {choice.why}",
            option_name(item, name, option.value)
            + (" (default)" if canonical(option.value) == canonical(choice.default) else ""),
            option.why,
        )
        for name, choice in item.choices.items()
        for option in choice.options
    ]
    last: Row = ()
    for row in rows:
        # What repeats the cells above is left empty.
        yield ("", "", *row[2:]) if row[:2] == last[:2] else row
        last = row


def doubt(found: Robustness) -> str:
    """Return what a label does not see: that a single uncertain choice flips the verdict; "" if none does."""
    if found.label == "fragile" or not found.flips or len(found.flips[0]) > 1:
        return ""
    names = sorted({choice_name(name) for flip in found.flips for name in flip})
    return f"a single uncertain choice flips it ({', '.join(names)})"


def _meaning(found: Robustness) -> str:
    """Return what the label of a claim says."""
    if not found.label:
        return "the default universe finds no evidence"
    noise = ", or worlds in which nothing happened look as decided" if found.joint is not None else ""
    meaning = {
        "fragile": "a single equivalent choice flips the verdict",
        "robust": "nearly all equivalent universes agree, and no single one of their choices flips it",
        "mixed": f"no single equivalent choice flips it, but too many together do{noise}",
    }[found.label]
    beyond = doubt(found)
    return f"{meaning}; {beyond}" if beyond else meaning


def _agreement(found: Robustness) -> str:
    if found.agreement is None:
        return ""
    return f"; of those that find evidence, {percent(found.agreement)} end on the side of the default"


def _counts(result: Result) -> str:
    found = result.robustness
    text = f"{result.combinations:,} allowed combinations of {len(result.universes['choices'])} choices"
    if found.universes < result.combinations:
        text += f", of which {found.universes:,} were evaluated: a seeded sample and all next to the default"
    text += f"; {found.distinct:,} differ in data or estimate"
    if found.silent:
        text += f", {found.silent:,} of these find no evidence"
    return text + (f"; {found.failed:,} failed" if found.failed else "")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{v} {counts[v]:,}" for v in map(str, Verdict) if v in counts)


def _listed(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"<dt>{term}</dt><dd>{escape(text)}</dd>" for term, text in rows)
    return f'<dl class="nk-facts">{body}</dl>'
