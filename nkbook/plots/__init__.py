"""The figures of the chapters: a function takes loaded rows and returns a figure."""
