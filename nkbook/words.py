"""Words with computed numbers in them: one environment for prose, figures and pages.

Templates are Jinja's, with two changes: a comment stands between {* and *}, since {# begins an
attribute in MyST, and a number that is not finite stops the template instead of printing "nan".
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.runtime import Macro

from nkbook import files
from nkbook.data.package import note_read
from nkbook.errors import BookError
from nkbook.figures import THIN, significant

Words = Mapping[str, Any]
# What begins HTML, code, roles, links, pictures and formulas in Markdown, as characters that begin nothing.
MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "<`{[$\\"})
PERCENT = re.compile(r"(?<=\d)[ \u2009\u202f]?%(?!\w)")
BLANKS = re.compile(rf"[^\S{THIN}]+")  # all white space but the thin blank


def finite(value: Any) -> Any:
    """Return what is to be printed; raise `BookError` for a number that is missing or infinite."""
    if isinstance(value, float) and not math.isfinite(value):
        raise BookError(f"a number of this text is {value}")
    return value


def fixed(value: float, digits: int = 0) -> str:
    """Return a number with so many digits after the point, e.g. 68.0."""
    return _minus(f"{finite(float(value)):.{digits}f}")


def percent(share: float, digits: int = 0) -> str:
    """Return a share between 0 and 1 in percent, without the sign."""
    return fixed(100 * share, digits)


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign, e.g. +1.2."""
    return _minus(f"{finite(float(value)):+.{digits}f}")


def short(value: float) -> str:
    """Return a number without the zeros that say nothing, e.g. 2.5 or 3."""
    return _minus(f"{finite(value):g}")


def about(value: float) -> str:
    """Return a number with two significant digits, e.g. 0.12, 3.4 or 120."""
    return short(float(f"{finite(value):.2g}"))


def grouped(value: float, digits: int = 0) -> str:
    """Return a number with its thousands parted, e.g. 2,204."""
    return _minus(f"{finite(value):,.{digits}f}")


def number(value: float) -> str:
    """Return a number for reading: three significant digits, thousands parted, a true minus sign."""
    digits = round(value) if abs(value) >= 1_000 else float(f"{value:.3g}")
    return f"{significant(float(digits)):,}".replace("-", "−")


def millions(value: float, digits: int = 1) -> str:
    """Return a large number in words, e.g. 6.9 million."""
    return f"{fixed(value / 1e6, digits)} million"


def day(date: datetime) -> str:
    """Return a date in words, e.g. 31 December 2008."""
    return f"{date.day} {month(date)}"


def month(date: datetime) -> str:
    """Return the month of a date in words, e.g. December 2008."""
    return f"{date:%B %Y}"


def listed(words: Iterable[Any], none: str = "") -> str:
    """Return words as a list in a sentence: a, b and c; `none` where there are none."""
    found = [str(word) for word in words]
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found) or none


def comma(loop: Any, last: str = "and") -> str:
    """Return what stands behind a turn of a loop: a comma, the word before the last turn, or nothing."""
    if loop.last:
        return ""
    return f" {last} " if loop.revindex0 == 1 else ", "


def _minus(number: str) -> str:
    """Return a printed number with a true minus, and nothing before a zero."""
    return number.strip("+-") if not number.strip("+-0.,") else number.replace("-", "\u2212")


def _set(text: str) -> str:
    """Return a text in which each percent sign stays with the number before it, parted by a thin space."""
    return PERCENT.sub(f"{THIN}%", text)


def unmarked(value: Any) -> Any:
    """Return what is to be printed among Markdown: in words from data no mark begins anything."""
    return finite(value.translate(MARKS) if isinstance(value, str) else value)


def environment(finalize: Callable[[Any], Any] = finite, *, autoescape: bool = False) -> jinja2.Environment:
    """Return an environment of templates in text.

    finalize: what is done to each value before it is printed. autoescape: whether templates hold HTML,
    so that values have to be escaped; those of whole pages lie in files, see `pages_of`.
    """
    found = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="{*",
        comment_end_string="*}",
        finalize=finalize,
        autoescape=autoescape,
    )
    found.filters |= {f"n{digits}": partial(fixed, digits=digits) for digits in range(4)}
    found.filters |= {f"s{digits}": partial(signed, digits=digits) for digits in range(4)}
    found.filters |= {f"p{digits}": partial(percent, digits=digits) for digits in range(2)}
    found.filters |= {f"millions{digits}": partial(millions, digits=digits) for digits in range(3)}
    found.filters |= {"g": short, "about": about, "grouped": grouped, "millions": millions, "number": number}
    found.filters |= {"day": day, "month": month, "listed": listed, "comma": comma}
    return found


TEXT = environment()
MARKDOWN = environment(unmarked)
HTML = environment(autoescape=True)


def render(
    template: str, facts: Mapping[str, Any], place: str = "", within: jinja2.Environment = TEXT
) -> str:
    """Return a template with facts in its places.

    place: where the template stands, for errors. within: TEXT, or MARKDOWN or HTML where that is what the
    template holds. Raises `BookError` with one line for a name that is missing, a number that is not
    finite, an unknown filter, or a template that cannot be read.
    """
    return page(template, facts, place, within)[0]


def pages_of(package: str) -> jinja2.Environment:
    """Return the templates of HTML in a package: what they show is escaped, a missing name is an error.

    Those of `nkbook.claims` can be imported by all.
    """
    own = [jinja2.PackageLoader(name) for name in dict.fromkeys((package, "nkbook.claims"))]
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(own),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    template: str, facts: Mapping[str, Any], place: str = "", within: jinja2.Environment = TEXT
) -> tuple[str, dict[str, Any]]:
    """Return a template as `render` does, and the macros that it defines, by name."""
    try:
        module = _compiled(template, within).make_module(dict(facts))
    except (jinja2.TemplateError, BookError, TypeError, ValueError, KeyError) as error:
        line = getattr(error, "lineno", None)
        where = f"{place}, line {line}" if place and line else place
        raise BookError(": ".join(filter(None, (where, str(error))))) from None
    return _set(str(module).strip()), {k: v for k, v in vars(module).items() if isinstance(v, Macro)}


def sentence(
    template: str, facts: Mapping[str, Any], place: str = "", within: jinja2.Environment = TEXT
) -> str:
    """Return a template of one paragraph with facts in its places and single blanks between words."""
    return re.sub(r"[ \n]+", " ", render(template, facts, place, within)).strip()


def phrases(
    said: Words, facts: Mapping[str, Any], place: str, within: jinja2.Environment = TEXT
) -> dict[str, str]:
    """Return the phrases that words hold for the prose (`prose`, by name), with facts in their places.

    In a phrase `this` is the fact of the same name. within: HTML where phrases are cells of HTML.
    """
    held: Words = said.get("prose", {})
    return {
        name: sentence(str(text), {**facts, "this": facts.get(name)}, f"{place}, {name}", within)
        for name, text in held.items()
    }


def squeezed(text: str) -> str:
    """Return a text with single blanks; the thin one before a percent sign stays."""
    return BLANKS.sub(" ", text).strip()


def of_chapter(chapter: str) -> Words:
    """Return the words of a chapter's figures, from `figures.yml` beside its code."""
    return of(Path(__file__).parent / "book" / chapter / "figures.yml")


def of(path: Path) -> Words:
    """Return the words that a file of templates holds."""
    note_read(path)
    return _read(path, files.stamp(path))


@lru_cache(maxsize=16)
def _read(path: Path, _changed: files.Stamp) -> Words:
    found: Words = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=2048)
def _compiled(template: str, within: jinja2.Environment) -> jinja2.Template:
    return within.from_string(template)
