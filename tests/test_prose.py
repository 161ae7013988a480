"""What prose over data promises: words from data stay words, whatever marks they hold."""

import pytest

from nkbook import words

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`{raw} html`",
    "```{include} /etc/passwd",
    ":::{raw} html",
    "[click](https://example.org)",
    "![](https://example.org/x.png)",
    "$\\href{javascript:alert(1)}{x}$",
    "\\<b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_from_data_begin_no_mark_up_in_prose(text: str) -> None:
    shown = words.render("Says {{ who }}.", {"who": text}, "prose", words.MARKDOWN)
    assert not set("<`{[$\\") & set(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_from_data_are_escaped_once_in_macros(text: str) -> None:
    template = "{% macro said() %}{{ who }}{% endmacro %}{{ said() }}"
    plain = words.render("{{ who }}", {"who": text}, "prose", words.MARKDOWN)
    assert words.render(template, {"who": text}, "prose", words.MARKDOWN) == plain


def test_words_from_data_are_escaped_in_cells_of_html() -> None:
    shown = words.phrases({"prose": {"cell": "<em>{{ who }}</em>"}}, {"who": "<b>&"}, "table", words.HTML)
    assert shown == {"cell": "<em>&lt;b&gt;&amp;</em>"}


def test_marks_of_the_template_itself_stay() -> None:
    assert words.render("*{{ who }}* [a](#b)", {"who": "x"}, "", words.MARKDOWN) == "*x* [a](#b)"
