"""The evidence: tables of figures with their provenance, validated before use."""

from nkbook.data.package import documents, events, load, origins, provenance, read, sources, units
from nkbook.data.seal import seal
from nkbook.data.validate import check
from nkbook.data.withdrawn import withdrawn

__all__ = [
    "check",
    "documents",
    "events",
    "load",
    "origins",
    "provenance",
    "read",
    "seal",
    "sources",
    "units",
    "withdrawn",
]
