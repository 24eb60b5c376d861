"""The forms that somebody signed in fills in: those of their role, also in earlier versions."""

from __future__ import annotations

from sqlalchemy import Connection, select

from server.domain.access import Actor, fillable
from server.errors import Code, Refused
from server.services.intake.admission import AgentId, Bearer
from server.services.intake.offers import Offer, offered_forms, offered_version
from server.storage.tables import form


def bearer_of(actor: Actor) -> Bearer:
    """Return what the actor may fetch, as agents are asked for it."""
    return Bearer(id=AgentId(actor.id), audiences=fillable(actor))


def forms_of(connection: Connection, actor: Actor) -> tuple[Offer, ...]:
    """Return the open forms that the actor may fill in, by id."""
    return tuple(offered_forms(connection, bearer_of(actor)))


def form_to_fill(
    connection: Connection, actor: Actor, form_id: str, version_id: str | None = None
) -> Offer:
    """Return one of them in its current version, or in the one that it was begun with.

    A form that was closed meanwhile is still there for what was begun with it.

    Raises:
        Refused: NOT_FOUND, also for a form that is for other roles.
    """
    bearer = bearer_of(actor)
    if version_id is not None:
        found = offered_version(connection, bearer, version_id)
    else:
        found = next(offered_forms(connection, bearer, form_id), None)
    if found is None or found.form_id != form_id:
        raise Refused(Code.NOT_FOUND)
    return found


def require_fillable(connection: Connection, actor: Actor, form_id: str) -> None:
    """Refuse what is for other roles; a form closed meanwhile still takes what was filled in.

    Raises:
        Refused: NOT_FOUND.
    """
    audience = connection.scalar(select(form.c.audience).where(form.c.id == form_id))
    if audience not in fillable(actor):
        raise Refused(Code.NOT_FOUND)
