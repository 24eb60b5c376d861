"""Asking whether somebody may, and keeping a trace of every no."""

from __future__ import annotations

from server.domain.access import Action, Actor, Subject, may
from server.errors import Code, Refused
from server.storage.engine import Database

NOBODY = Subject()


class NotAllowed(Refused):
    """Somebody asked for what their role does not allow."""

    def __init__(self, actor: Actor, action: Action) -> None:
        self.actor = actor
        self.action = action
        super().__init__(Code.NOT_ALLOWED, action=action.value.replace(".", " ").replace("_", " "))

    def __reduce__(self) -> tuple[object, ...]:
        return NotAllowed, (self.actor, self.action)


def require(actor: Actor, action: Action, subject: Subject = NOBODY) -> None:
    """Go on only if the actor may do that to that.

    Raises:
        NotAllowed: which whoever catches it at the outermost place notes with `note_refusal`.
    """
    if not may(actor, action, subject):
        raise NotAllowed(actor, action)


def note_refusal(database: Database, refusal: NotAllowed) -> None:
    """Keep an event of a refusal, in a unit of work of its own: what was refused is undone."""
    with database.work() as work:
        work.note(
            refusal.actor.id, "access.refused", refusal.action.value, role=refusal.actor.role.value
        )
        work.commit()
