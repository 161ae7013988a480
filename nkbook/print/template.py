"""Renders the templates of what is kept, each of which can name the edition."""

from datetime import datetime, time

from nkbook import words
from nkbook.book.papers import cited
from nkbook.tokens import HUES, TOKENS

TEMPLATES = words.pages_of("nkbook.print")


def render(name: str, **shown: object) -> str:
    """Return a template with the edition of the book, and the hues of verdicts, in its places."""
    book = cited()
    title, _, subtitle = book["title"].partition("? ")
    day = words.day(datetime.combine(book["date-released"], time()))
    told = {
        "book": book,
        "title": f"{title}?",
        "subtitle": subtitle,
        "day": day,
        "hues": HUES,
        "tokens": TOKENS,
    }
    return TEMPLATES.get_template(name).render(told | shown)
