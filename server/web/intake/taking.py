"""Taking in one upload, whoever sends it: read within limits, judged, and stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, request

from server.odk.envelope import Envelope, read_envelope
from server.services.intake.arrivals import Arrival, ArrivedFile, Receipt
from server.services.intake.receive import named_files
from server.web.intake.body import Body
from server.web.intake.door import Door
from server.web.intake.spool import Spool
from server.web.intake.upload import Upload, boundary_of, read_upload

_BIG = 256 * 1024  # beyond it, documents are read one at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who sends: an agent, an account of the console, or nobody in particular.

    `check` refuses what they may not send.
    """

    agent_id: str | None
    channel: str
    check: Callable[[Envelope], None]
    account_id: str | None = None


def take_in(door: Door, who: Callable[[], Origin]) -> Receipt:
    """Read the request's upload and store it; it is durable when this returns.

    `who` is asked before the body is looked into, and no connection to the database is held
    meanwhile.

    Raises:
        Refused: what `who` and its `check` refuse, and what is wrong with the upload.
    """
    origin = who()
    body: Body = g.body
    body.check_length()
    boundary = boundary_of(request.content_type or "")
    with Spool(door.budget) as spool:
        upload = read_upload(body, boundary, door.limits, spool)
        return _receive(door, origin, upload)


def thanks(receipt: Receipt) -> str:
    """Say in one sentence what the person with the tablet wants to know."""
    if not receipt.missing:
        return "The submission has arrived. Thank you."
    count = len(receipt.missing)
    return f"This part has arrived; {count} more file{'s are' if count > 1 else ' is'} to come."


def _receive(door: Door, origin: Origin, upload: Upload) -> Receipt:
    """Store the upload in one transaction."""
    if upload.xml.size > _BIG:
        return door.big_documents.submit(_store, door, origin, upload).result()
    return _store(door, origin, upload)


def _store(door: Door, origin: Origin, upload: Upload) -> Receipt:
    arrival = _arrival(door, origin, upload)
    origin.check(arrival.envelope)
    names = None if arrival.envelope.encrypted else _named_in_clear(door, arrival)
    return door.together.receive(arrival, names)


def _named_in_clear(door: Door, arrival: Arrival) -> tuple[str, ...]:
    with door.database.glance() as connection:
        return named_files(connection, arrival)


def _arrival(door: Door, origin: Origin, upload: Upload) -> Arrival:
    xml = b"".join(upload.xml.chunks())
    files = [
        ArrivedFile(name=name, size=part.size, sha256=part.sha256, chunks=part.chunks)
        for name, part in upload.files.items()
    ]
    return Arrival(
        envelope=read_envelope(xml),
        xml=xml,
        files=files,
        agent_id=origin.agent_id,
        at=door.clock(),
        channel=origin.channel,
        account_id=origin.account_id,
    )
