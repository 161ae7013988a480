"""Prose as an executed output: a cell that begins with %%prose is a template over the notebook's names.

    %%prose
    Output fell to {{ output.low|n1 }} percent of where it had been.

The cell displays the text with its numbers as Markdown, which every viewer shows and strict nbval
compares.
"""

from IPython.core.getipython import get_ipython
from IPython.display import display

from nkbook import words


def enable() -> None:
    """Make the magic %%prose known to the running notebook."""
    shell = get_ipython()
    if shell is not None:
        shell.magics_manager.register_function(_prose, "cell", "prose")


def _prose(_line: str, cell: str) -> None:
    """Display a cell as Markdown, its template rendered over the names of the notebook.

    What the cell defines as a macro can be used by the cells below.
    """
    shell = get_ipython()
    assert shell is not None
    text, macros = words.page(cell, shell.user_ns, "prose", words.MARKDOWN)
    shell.user_ns |= macros
    if text:
        display({"text/markdown": text}, raw=True)
