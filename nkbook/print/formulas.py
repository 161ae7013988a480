"""Formulas of TeX as drawings for paper and as MathML for readers of books."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import latex2mathml.converter
from ziafont.config import config
from ziamath.zmath import Latex

from nkbook.print.pages import classes, replaced

EM = 20.0  # pixels at which a formula is drawn; all lengths are told in ems
DELIMITERS = re.compile(r"^\\[(\[]|\\[)\]]$")


def drawn(tex: str, alone: bool) -> Element:
    """Return a formula as a drawing on the baseline of its line. alone: in a line of its own."""
    config.svg2 = False  # outlines in place, since references do not reach out of a drawing
    formula = Latex(tex, size=EM, inline=not alone)
    width, height = (f"{length / EM:.3f}em" for length in formula.getsize())
    drawing = fromstring(formula.svg())
    drawing.set("style", f"width:{width};height:{height};vertical-align:{formula.getyofst() / EM:.3f}em")
    return drawing


def marked_up(tex: str, alone: bool) -> Element:
    """Return a formula as MathML, with its TeX beside it for readers that cannot lay it out."""
    found = fromstring(latex2mathml.converter.convert(tex, display="block" if alone else "inline"))
    found.set("alttext", tex)
    return found


def put(body: Element, made: Callable[[str, bool], Element]) -> int:
    """Put what is made of its TeX in the place of each formula; return how many there are."""
    found = [(p, child) for p in body.iter() for child in p if "math" in classes(child)]
    for parent, formula in found:
        tex = DELIMITERS.sub("", "".join(formula.itertext()).strip()).strip()
        new = made(tex, formula.tag == "div")
        holder = Element(formula.tag, {"class": "nk-formula", "role": "img", "aria-label": tex})
        holder.append(new)
        replaced(parent, formula, holder)
    return len(found)
