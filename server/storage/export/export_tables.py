"""The table of requests to export personal data, and of what was decided about them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, Text

from server.storage.columns import Moment, id_type
from server.storage.tables import metadata

export_request = Table(
    "export_request",
    metadata,
    Column("id", id_type(), primary_key=True),
    # `cases`, or `submissions` and a form.
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    # Who is to have the file; empty when only the office itself.
    Column("recipient", Text, nullable=False),
    # How many days it stands once authorised.
    Column("days", Integer, nullable=False),
    Column("requested_by", id_type(), nullable=False),
    Column("requested_at", Moment, nullable=False),
    # Empty until somebody else has authorised or refused it.
    Column("decided_by", id_type(), nullable=True),
    Column("decided_at", Moment, nullable=True),
    Column("is_authorised", Boolean, nullable=True),
    Column("until", Moment, nullable=True),
    # When a file was last written under it.
    Column("used_at", Moment, nullable=True),
)
