"""The summary in Korean: the same verdicts as everywhere, with the words of `korean.yml`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from nkbook import words
from nkbook.claims import Assessment, chain
from nkbook.claims.rule import CONTRADICTING, SUPPORTING, Verdict
from nkbook.data import plain
from nkbook.site.template import render
from nkbook.tokens import TOKENS, glyph

FILE = Path(__file__).with_name("korean.yml")
Found = Mapping[str, Assessment]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meaning(_Entry):
    """The word of a verdict and what it means."""

    word: str
    says: str


class Pair(_Entry):
    """A sentence and its translation."""

    english: str
    korean: str


class Summary(_Entry):
    """A chapter: its title, and its answer as a template."""

    title: str
    answer: str


class Korean(_Entry):
    """All of `korean.yml`; verdicts by their English word, chapters by their page."""

    verdicts: dict[str, Meaning]
    maps: dict[str, str]
    steps: dict[str, Pair]
    claims: dict[str, Pair]
    chapters: dict[str, Summary]


@lru_cache(maxsize=1)
def korean() -> Korean:
    """Return the words of the summary."""
    return plain.fitted(Korean, plain.read(FILE, dict), FILE)


def verdict(found: Assessment) -> str:
    """Return the verdict on a claim in Korean, with what its evidence map comes to where it is one."""
    word = korean().verdicts[str(found.verdict)].word
    return f"{word}: {korean().maps[found.laid[0].word]}" if found.verdict is Verdict.MAP else word


def steps(found: Found) -> str:
    """Return the steps of the argument in their order, each with the verdict of its least known claim."""
    rows = [(korean().steps[link.key].korean, _weakest(link, found)) for link in chain.steps()]
    return render("korean-steps", rows=rows, verdict=verdict, glyphs=_glyphs())


def claims(found: Found) -> str:
    """Return all claims with their verdicts, by chapter."""
    return render("korean-claims", said=korean(), found=found.values(), verdict=verdict, glyphs=_glyphs())


def meanings() -> str:
    """Return what each word of a verdict means."""
    return render("korean-meanings", verdicts=korean().verdicts, glyphs=_glyphs())


def chapters(found: Found) -> str:
    """Return the answer of each chapter."""
    return render("korean-chapters", chapters=korean().chapters, answers=answers(found))


def answers(found: Found) -> dict[str, str]:
    """Return the answer of each chapter by its page, with the numbers of this book's verdicts."""
    facts = {
        "found": found,
        "held": _held(found),
        "steps": chain.steps(),
        "borne_out": _titles(found, SUPPORTING),
        "against": _titles(found, CONTRADICTING),
    }
    return {
        page: words.render(" ".join(chapter.answer.split()), facts, f"{FILE.name}, {page}")
        for page, chapter in korean().chapters.items()
    }


def _held(found: Found) -> set[str]:
    parts = ((name, key, ruling) for name, a in found.items() for key, ruling in a.parts.items())
    return {f"{name}.{key}" for name, key, ruling in parts if ruling.verdict in SUPPORTING}


def _titles(found: Found, verdicts: tuple[str, ...]) -> list[str]:
    return [
        korean().steps[link.key].korean
        for link in chain.steps()
        if chain.verdict_of_link(link, found) in verdicts
    ]


def _weakest(link: chain.Link, found: Found) -> Assessment:
    return min((found[name] for name in link.needed), key=chain.strength)


def _glyphs() -> dict[str, str]:
    return {word: glyph(token) for word, token in TOKENS.items()}
