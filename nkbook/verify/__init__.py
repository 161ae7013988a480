"""Does the same answer come out? Stages that each compare what is here with what was recorded.

`verified/` holds the record: of data, criteria, corrections and answers in `record.json`, of every file of
the built book in `book.sha256`, which `sha256sum --check` reads too. `nkbook verify --write` renews both.
"""
