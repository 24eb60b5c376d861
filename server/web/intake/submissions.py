"""Submissions coming in: the question beforehand and the upload (OpenRosa Form Submission API)."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from server.odk.openrosa import Nature
from server.services.intake.admission import Credentials, ask_at_the_door, authenticate_sender
from server.web.intake import replies
from server.web.intake.admission import judged, shown
from server.web.intake.door import Door
from server.web.intake.taking import Origin, take_in, thanks


def submissions_blueprint(door: Door) -> Blueprint:
    """Return the routes by which a tablet sends."""
    routes = Blueprint("submissions", __name__)

    @routes.route("/submission", methods=["HEAD"])
    @routes.route("/key/<token>/submission", methods=["HEAD"])
    def ask(token: str | None = None) -> Response:
        # Only a 204 makes Collect believe what the answer says of sizes.
        credentials = shown(token)
        with judged(door, credentials):
            ask_at_the_door(door.database, credentials, door.clock())
        return Response(status=204)

    @routes.route("/submission", methods=["POST"])
    @routes.route("/key/<token>/submission", methods=["POST"])
    def submit(token: str | None = None) -> Response:
        receipt = take_in(door, partial(_origin, door, shown(token)))
        return replies.said(201, thanks(receipt), Nature.RECEIVED)

    return routes


def _origin(door: Door, credentials: Credentials) -> Origin:
    with judged(door, credentials):
        sender = authenticate_sender(door.database, credentials, door.clock())
    return Origin(
        agent_id=sender.agent.id,
        channel="agent",
        check=lambda envelope: sender.check(envelope.form_id),
    )
