"""The evidence: tables of figures with their provenance, validated before use."""

from nkbook.data.package import events, load, origins, provenance, read, sources, units
from nkbook.data.seal import seal
from nkbook.data.validate import check

__all__ = ["check", "events", "load", "origins", "provenance", "read", "seal", "sources", "units"]
