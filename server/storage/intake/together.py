"""Holding several small submissions with one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

from server.storage.intake import submissions
from server.storage.intake.chunks import ChunkWriter
from server.storage.tables import file_chunk, submission, submission_file

Row = Mapping[str, Any]

# Everything but the bytes comes as one text, and all bytes as one value: a parameter for each
# value of each submission took longer than the statement.
_HOLD: Final = text(
    f"""
WITH parcel AS MATERIALIZED (
    SELECT * FROM json_to_recordset(CAST(:submissions AS json)) AS parcel (
        id text, form_id text, version text, instance_id text, state text,
        received_at timestamptz, completed_at timestamptz, agent_id text, account_id text,
        channel text, xml_sha256 text, start int, size int)),
held AS (
    INSERT INTO {submission.name} (
        id, form_id, version, instance_id, state, received_at, completed_at, agent_id,
        account_id, channel, is_plain, xml_sha256, envelope, envelope_is_sealed)
    SELECT parcel.id, form_id, version, instance_id, state, received_at, completed_at, agent_id,
        account_id, channel, false, xml_sha256, substring(:data FROM start FOR size), false
    FROM parcel JOIN form ON form.id = form_id
    ON CONFLICT (form_id, instance_id) DO NOTHING RETURNING id),
part AS MATERIALIZED (
    SELECT part.* FROM json_to_recordset(CAST(:files AS json)) AS part (
        id text, submission_id text, position int, name text, size bigint, sha256 text, start int)
    JOIN held ON held.id = submission_id),
named AS (
    INSERT INTO {submission_file.name} (id, submission_id, position, name, size, sha256)
    SELECT id, submission_id, position, name, size, sha256 FROM part),
kept AS (
    INSERT INTO {file_chunk.name} (file_id, seq, data)
    SELECT id, 0, substring(:data FROM start FOR CAST(size AS int)) FROM part WHERE size > 0)
SELECT id FROM held
"""  # noqa: S608 - our own names
)
_BYTES: Final = ("envelope", "data")


def hold(connection: Connection, rows: Sequence[Row], files: Sequence[Row]) -> frozenset[str]:
    """Insert submissions that came sealed with their files; return the ids of those held now.

    Left out are those of an unknown form and those whose identity is held, or is another's here.
    A file's row has its bytes as `data`, at most one chunk; none where it has not arrived.
    """
    if connection.dialect.name != "postgresql":
        return _hold_one_by_one(connection, rows, files)
    blob = bytearray()
    values = {
        "submissions": json.dumps([_placed(each, blob) for each in rows], default=_written),
        "files": json.dumps([_placed(each, blob) for each in files]),
        "data": bytes(blob),
    }
    return frozenset(connection.scalars(_HOLD, values))


def _placed(row: Row, blob: bytearray) -> dict[str, Any]:
    """Put a row's bytes at the end of all bytes; return the rest with where they are."""
    data = b"".join(row[name] for name in _BYTES if row.get(name))
    told = {name: value for name, value in row.items() if name not in _BYTES}
    blob += data
    return {"size": len(data), **told, "start": len(blob) - len(data) + 1}


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a value of a submission")


def _hold_one_by_one(
    connection: Connection, rows: Sequence[Row], files: Sequence[Row]
) -> frozenset[str]:
    held = frozenset(row["id"] for row in rows if submissions.add_submission(connection, row))
    arrived = [each for each in files if each["submission_id"] in held]
    named = [{name: each[name] for name in each if name != "data"} for each in arrived]
    submissions.add_files(connection, named)
    writer = ChunkWriter(connection)
    for each in arrived:
        writer.write(each["id"], [each["data"]])
    writer.flush()
    return held
