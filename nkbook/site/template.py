"""Renders the templates of the site: HTML stands in `templates/`, what it shows comes from Python."""

from nkbook.claims.phrases import alone, amount, estimate, left_out, region, source_page
from nkbook.claims.section import carried_by, chip_html, measured
from nkbook.multiverse import words
from nkbook.words import number, pages_of

TEMPLATES = pages_of("nkbook.site")
TEMPLATES.globals |= {
    f.__name__: f
    for f in (alone, amount, carried_by, chip_html, estimate, left_out, measured, number, region, source_page)
}
TEMPLATES.globals["analyses"] = words


def render(name: str, **shown: object) -> str:
    """Return a template as HTML; text in it is escaped, a name that is missing fails the build."""
    return TEMPLATES.get_template(f"{name}.html").render(shown)
