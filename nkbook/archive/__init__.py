"""What editors and archives ask for: which program makes what, and the book's description in their forms.

`docs/programs.md`, `codecheck.yml` and `.zenodo.json` are written from the book and `CITATION.cff` and are
committed; `nkbook crate` packs a Research Object Crate. Nothing in them is typed twice.
"""
