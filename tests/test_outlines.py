"""A page of many verdicts is light: an outline that it repeats is drawn once."""

from nkbook.site import outlines

OUTLINE = "M16,8C16,12.4 12.4,16 8,16C3.6,16 0,12.4 0,8C0,3.6 3.6,0 8,0C12.4,0 16,3.6 16,8Z"
GLYPH = f'<svg viewBox="0 0 16 16">\n<path fill="currentColor" fill-rule="evenodd" d="{OUTLINE}"/>\n</svg>'


def page(*drawings: str) -> str:
    return f'<html><body class="a">{"".join(drawings)}</body></html>'


def test_what_is_drawn_twice_stands_once_and_keeps_its_look() -> None:
    html = outlines.shared(page(GLYPH, GLYPH))
    assert html.count(OUTLINE) == 1
    assert html.count('<use fill="currentColor" href="#nk-o0"/>') == 2
    assert f'<path id="nk-o0" d="{OUTLINE}" fill-rule="evenodd"/>' in html
    assert html.startswith('<html><body class="a"><svg class="nk-store" aria-hidden="true"><path id="nk-o0"')


def test_what_is_drawn_once_stays_where_it_is() -> None:
    assert outlines.shared(page(GLYPH)) == page(GLYPH.replace("\n", ""))


def test_what_holds_anyway_is_not_said() -> None:
    line = '<svg focusable="false"><line x1="0" x2="100.0%" y1="0" y2="5"/><circle cx="0" r="0.05"/></svg>'
    bare = '<svg><line x2="100%" y2="5"/><circle cx="0" r="0.05"/></svg>'
    assert outlines.shared(page(line)) == page(bare)


def test_what_a_style_sheet_finds_by_its_element_is_left_alone() -> None:
    curve = f'<svg class="nk-cloud"><path data-hue="open" d="{OUTLINE}"/></svg>'
    assert outlines.shared(page(curve, curve)) == page(curve, curve)
