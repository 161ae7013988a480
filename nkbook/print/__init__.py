"""The built book to keep: a PDF for paper and an EPUB for readers of books, made of the same pages.

What it needs besides the book stands in `requirements.txt` here; `make pdf` and `make epub` alone install it.
"""

from importlib.util import find_spec

from nkbook.errors import BookError

for package in ("latex2mathml", "tinyhtml5", "weasyprint", "ziamath"):
    if find_spec(package) is None:
        raise BookError(
            f"the package {package} is missing from this environment; `make pdf` and `make epub` add it"
        )
