"""Reports coming in from the web: sealed only, from anybody, for a little work beforehand."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from server.odk.envelope import Envelope
from server.odk.openrosa import Nature
from server.services.intake.public_forms import require_public, require_sealed
from server.web.intake import replies
from server.web.intake.door import Door
from server.web.intake.taking import Origin, take_in, thanks
from server.web.portal.address import address_of_request
from server.web.portal.languages import language_of_request
from server.web.portal.limits import Limits
from server.web.portal.place import Place
from server.web.portal.speech import said_as_json, wants_json

WORK_HEADER = "X-Work"
_CREATED = 201


def add_sending(routes: Blueprint, *, door: Door, place: Place, limits: Limits) -> None:
    """Add the two routes: the work to be done, and the report that it was done for."""

    @routes.get("/report/work")
    def work() -> dict[str, object]:
        task = limits.task(address_of_request(place.trusted_proxies))
        return {"challenge": task.challenge, "puzzles": task.puzzles, "bits": task.bits}

    @routes.post("/report/<form_id>/submission")
    @routes.post("/<language:language>/report/<form_id>/submission")
    def submit(form_id: str, language: str | None = None) -> Response:
        del language  # the answer's words are found by the address
        shown = request.headers.get(WORK_HEADER)
        challenge = limits.admit(address_of_request(place.trusted_proxies), shown)
        receipt = take_in(door, partial(_origin, door, limits, (form_id, challenge)))
        if not wants_json():
            return replies.said(_CREATED, thanks(receipt), Nature.RECEIVED)
        words = place.table.words_for(language_of_request(place.table))
        return said_as_json(words("sent.title"), _CREATED)


def _origin(door: Door, limits: Limits, meant: tuple[str, str]) -> Origin:
    """Return nobody in particular, who may send one sealed report to the form of the page."""
    form_id, challenge = meant
    with door.database.glance() as connection:
        require_public(connection, form_id)

    def check(envelope: Envelope) -> None:
        require_sealed(envelope, form_id)
        limits.bench.use(challenge, f"{form_id} {envelope.instance_id}")

    return Origin(agent_id=None, channel="web", check=check)
