"""The standards of this installation: its case schema and vocabulary."""

from __future__ import annotations

from server.domain.schema import SCHEMA
from server.domain.vocabulary import VOCABULARY
from server.odk.gate.case import Standards


def standards() -> Standards:
    """Return what forms are held against."""
    codes = {name: each.codes for name, each in VOCABULARY.items()}
    return Standards(schema=SCHEMA, codes=codes)
