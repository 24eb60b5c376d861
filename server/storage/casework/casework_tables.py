"""The tables of casework: case files, what is said of things, tasks and log."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text, text

from server.storage.columns import Bytes, Moment, id_type
from server.storage.tables import metadata

_CODE = 32

# A situation or a person. Its sealed texts lie under the data key of its id.
case_file = Table(
    "case_file",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("kind", String(_CODE), nullable=False),
    Column("reference", Text, nullable=False, unique=True),
    # Who opened it; the name of a part of Lespwa when the filing did.
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Index(None, "kind", "opened_at", "id"),
)

# What somebody said of a report, situation or person, and whether it was taken back. Rows are
# added, and taken back once; what they say is never changed.
statement = Table(
    "statement",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("kind", String(_CODE), nullable=False),
    Column("about", id_type(), nullable=False),
    # A relation to another thing, or what of it is said: `statements.Relation`, `sayings.What`.
    Column("says", String(_CODE), nullable=False),
    # The other thing, an account, an agency, a code or a day.
    Column("value", Text, nullable=False),
    # What the value alone does not say, such as the original of a duplicate.
    Column("detail", Text, nullable=True),
    Column("said_by", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    # Why, under the data key of what it is about; empty when the filing said it.
    Column("why", Bytes, nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_at", Moment, nullable=True),
    Column("withdrawn_why", Bytes, nullable=True),
    Index(None, "about", "says"),
    Index(None, "value", "says"),
)
# One of each stands: two people who say the same at once have said it once.
Index(
    "uq_statement_standing",
    statement.c.about,
    statement.c.says,
    statement.c.value,
    unique=True,
    sqlite_where=text("withdrawn_at IS NULL AND says IN ('belongs_to', 'quotes', 'assignee')"),
    postgresql_where=text("withdrawn_at IS NULL AND says IN ('belongs_to', 'quotes', 'assignee')"),
)

task = Table(
    "task",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("kind", String(_CODE), nullable=False),
    Column("about", id_type(), nullable=False, index=True),
    # What is to be done, under the data key of what it is about.
    Column("what", Bytes, nullable=False),
    Column("owner", id_type(), ForeignKey("account.id"), nullable=True, index=True),
    Column("due", Date, nullable=True),
    Column("said_by", id_type(), nullable=False),
    Column("said_at", Moment, nullable=False),
    # `done` or `dropped`, by whom, when and with which word; empty while it is to be done.
    Column("ending", String(_CODE), nullable=True),
    Column("ended_by", id_type(), nullable=True),
    Column("ended_at", Moment, nullable=True),
    Column("word", Bytes, nullable=True),
)

# The log of a case file: notes in which nobody is named.
log_note = Table(
    "log_note",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("about", id_type(), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("said_by", id_type(), nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("text", Bytes, nullable=False),
)
