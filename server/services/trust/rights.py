"""Asking whether somebody may, and keeping a trace of every no."""

from __future__ import annotations

from typing import Final

from server.domain.access import Action, Actor, Standing, Subject, may
from server.domain.permissions import ROLES_OF, Role
from server.errors import Code, Refused
from server.storage.engine import Database

NOBODY = Subject()
_SAID: Final = {
    Role.LEADER: "a Leader",
    Role.DATA_MANAGER: "a Data Manager",
    Role.CASE_WORKER: "a case worker",
    Role.OPERATOR: "a hotline operator",
    Role.ADMINISTRATOR: "an administrator",
}


class NotAllowed(Refused):
    """Somebody asked for what their role does not allow."""

    def __init__(self, actor: Actor, action: Action) -> None:
        self.actor = actor
        self.action = action
        done = action.value.replace(".", " ").replace("_", " ")
        if actor.role in ROLES_OF[action] and actor.standing is Standing.GOOD:
            super().__init__(Code.NOT_YOURS, action=done)
        else:
            super().__init__(Code.NOT_ALLOWED, action=done, who=_who_may(action))

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


def _who_may(action: Action) -> str:
    """Say which roles may do it, in the order of the table."""
    said = [words for role, words in _SAID.items() if role in ROLES_OF[action]]
    if not said:
        return ""
    *others, last = said
    return f" It is for {', '.join(others)} or {last}." if others else f" It is for {last}."
