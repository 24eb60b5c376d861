"""Submissions coming in: the question beforehand and the upload (OpenRosa Form Submission API)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, g, request

from server.odk.envelope import read_envelope
from server.odk.openrosa import Nature
from server.services.intake.admission import Credentials, Sender, authenticate, authenticate_sender
from server.services.intake.arrivals import Arrival, ArrivedFile, Receipt
from server.services.intake.receive import named_files, receive
from server.web.intake import replies
from server.web.intake.admission import judged, shown
from server.web.intake.body import Body
from server.web.intake.door import Door
from server.web.intake.spool import Spool
from server.web.intake.upload import Upload, boundary_of, read_upload

_BIG = 256 * 1024  # beyond it, documents are read one at a time
_LONG = timedelta(minutes=1)


def submissions_blueprint(door: Door) -> Blueprint:
    """Return the routes by which a tablet sends."""
    routes = Blueprint("submissions", __name__)

    @routes.route("/submission", methods=["HEAD"])
    @routes.route("/key/<token>/submission", methods=["HEAD"])
    def ask(token: str | None = None) -> Response:
        # Only a 204 makes Collect believe what the answer says of sizes.
        credentials = shown(token)
        with judged(door, credentials), door.database.glance() as connection:
            authenticate(connection, credentials, door.clock())
        return Response(status=204)

    @routes.route("/submission", methods=["POST"])
    @routes.route("/key/<token>/submission", methods=["POST"])
    def submit(token: str | None = None) -> Response:
        # The code is looked up before a byte of the body is read, and no connection to the
        # database is held while a slow tablet sends.
        credentials = shown(token)
        sender = _sender(door, credentials)
        began, body = door.clock(), _welcomed()
        body.check_length()
        boundary = boundary_of(request.content_type or "")
        with Spool(door.budget) as spool:
            upload = read_upload(body, boundary, door.limits, spool)
            if door.clock() - began > _LONG:
                # The code may have been withdrawn meanwhile, and a slow upload can take days.
                sender = _sender(door, credentials)
            receipt = _receive(door, sender, upload)
        return replies.said(201, _thanks(receipt), Nature.RECEIVED)

    return routes


def _sender(door: Door, credentials: Credentials) -> Sender:
    with judged(door, credentials), door.database.glance() as connection:
        return authenticate_sender(connection, credentials, door.clock())


def _welcomed() -> Body:
    body: Body = g.body
    body.is_welcome = True
    return body


def _receive(door: Door, sender: Sender, upload: Upload) -> Receipt:
    """Store the upload in one transaction; it is durable when this returns."""
    if upload.xml.size > _BIG:
        return door.big_documents.submit(_store, door, sender, upload).result()
    return _store(door, sender, upload)


def _store(door: Door, sender: Sender, upload: Upload) -> Receipt:
    arrival = _arrival(upload, sender, door.clock())
    sender.check(arrival.envelope.form_id)
    names = None if arrival.envelope.encrypted else _named_in_clear(door, arrival)
    with door.database.work() as work:
        receipt = receive(work, arrival, names)
        work.commit()
    return receipt


def _named_in_clear(door: Door, arrival: Arrival) -> tuple[str, ...]:
    with door.database.glance() as connection:
        return named_files(connection, arrival)


def _arrival(upload: Upload, sender: Sender, at: datetime) -> Arrival:
    xml = b"".join(upload.xml.chunks())
    files = [
        ArrivedFile(name=name, size=part.size, sha256=part.sha256, chunks=part.chunks)
        for name, part in upload.files.items()
    ]
    return Arrival(
        envelope=read_envelope(xml), xml=xml, files=files, agent_id=sender.agent.id, at=at
    )


def _thanks(receipt: Receipt) -> str:
    """Say in one sentence what the person with the tablet wants to know."""
    if not receipt.missing:
        return "The submission has arrived. Thank you."
    count = len(receipt.missing)
    return f"This part has arrived; {count} more file{'s are' if count > 1 else ' is'} to come."
