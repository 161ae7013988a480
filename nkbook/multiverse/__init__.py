"""Every defensible choice: which of them carry each verdict, said reading by reading.

`settings` tells which choices a reading faces, `analyses` evaluates it under each of them, `fold`
multiplies the readings of a claim without listing their combinations, `agreement` says how firm the
verdict is, `strictness` how strict one may be, `noise` whether noise would look the same. `results`
keeps what the book shows, `curve` and `words` show it, `verify` reruns analyses in notebooks, and
`worlds` tries whether a reading could have failed.
"""

from nkbook.multiverse.curve import analyses_html

__all__ = ["analyses_html"]
