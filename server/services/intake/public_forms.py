"""The forms that anybody may fill in: which are open, and which may still be sent."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from server.domain.forms import Audience
from server.errors import Code, Refused
from server.odk.envelope import Envelope
from server.services.intake.admission import AgentId, Bearer
from server.services.intake.offers import Offer, offered_file, offered_files, offered_forms
from server.storage.tables import form

ANYBODY: Final = Bearer(id=AgentId("anybody"), audiences=frozenset({Audience.PUBLIC}))


def open_forms(connection: Connection) -> tuple[Offer, ...]:
    """Return the forms for the public that are open, by id."""
    return tuple(offered_forms(connection, ANYBODY))


def open_form(connection: Connection, form_id: str) -> Offer:
    """Return one of them.

    Raises:
        Refused: NOT_FOUND, also for a form that is for others.
    """
    offer = next(offered_forms(connection, ANYBODY, form_id), None)
    if offer is None:
        raise Refused(Code.NOT_FOUND)
    return offer


def files_of(connection: Connection, offer: Offer, bearer: Bearer = ANYBODY) -> dict[str, bytes]:
    """Return the files of a form by name, among them its longer lists."""
    files = offered_files(connection, bearer, offer.version_id) if offer.has_media else []
    version, names = offer.version_id, [each.filename for each in files]
    return {name: offered_file(connection, bearer, version, name) for name in names}


def require_public(connection: Connection, form_id: str) -> None:
    """Refuse a form that is not for the public; one closed meanwhile still takes what was filled.

    Raises:
        Refused: NOT_FOUND.
    """
    audience = connection.scalar(select(form.c.audience).where(form.c.id == form_id))
    if audience != Audience.PUBLIC:
        raise Refused(Code.NOT_FOUND)


def require_sealed(envelope: Envelope, form_id: str) -> None:
    """Refuse what came in clear, without an id, or for another form than that of its address.

    Raises:
        Refused: MUST_BE_SEALED, or BAD_ENVELOPE.
    """
    if not envelope.encrypted:
        raise Refused(Code.MUST_BE_SEALED)
    if envelope.form_id != form_id:
        raise Refused(Code.BAD_ENVELOPE, why="it is of another form than this page")
    if not envelope.instance_id:
        raise Refused(Code.BAD_ENVELOPE, why="it has no instanceID")
