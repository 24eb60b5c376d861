"""What takes two people: one asks, a Leader who is somebody else agrees or refuses.

Every such matter goes this way, whatever it is about: exports, disposals, form keys, accounts. A
row of the matter's own table says what waits; the audit proves the row. What was asked for and
agreed to by nobody, or otherwise than the row says, is not carried out: whoever can write into
the database can change a row, but not the events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.services.trust.two_people import require_two
from server.storage.audit.told import Told, is_linked, told
from server.storage.work import UnitOfWork

NOBODY: Final = ""  # the id of no account
LEAST: Final = 10
MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One kind of what takes two: the rights it needs, and the events that tell of it."""

    ask: Action
    authorise: Action
    asked: str
    agreed: str
    refused: str

    @property
    def events(self) -> tuple[str, ...]:
        """All its events."""
        return (self.asked, self.agreed, self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as its row has it: about what, by whom, and what its event says besides.

    `request` is its id where several requests may be about the same.
    """

    subject: str
    by: str
    said: Mapping[str, object] = field(default_factory=dict)
    request: str | None = None

    @property
    def name(self) -> dict[str, object]:
        """What tells it from other requests about the same, in every event."""
        return {} if self.request is None else {"request": self.request}


def ask(work: UnitOfWork, matter: Matter, asked: Asked) -> None:
    """Note that somebody asks, whose right to it was required before."""
    work.note(asked.by, matter.asked, asked.subject, **asked.name, **asked.said)


def require_to_decide(
    connection: Connection, actor: Actor, matter: Matter, asked: Asked | None, *, at: datetime
) -> None:
    """Go on only if the actor may agree to a request; None is one that does not wait.

    Whether this may be is asked first: who may not decide is not told which requests there are.

    Raises:
        NotAllowed: unless the actor is a Leader and another person than who asked, or NotTwo.
        Refused: NOT_IN_AUDIT when nobody asked for it in this way.
    """
    require(actor, matter.authorise, Subject(requested_by=asked.by if asked else NOBODY))
    if asked is not None:
        require_two(connection, actor, matter.authorise, asked.by, at=at)
        require_asked(connection, matter, asked)


def require_to_refuse(actor: Actor, matter: Matter, asked: Asked | None) -> None:
    """Go on only if the actor may decide against a request; who made it may take it back.

    Raises:
        NotAllowed: unless the actor is a Leader, or who asked.
    """
    if asked is not None and asked.by == actor.id:
        require(actor, matter.ask)
    else:
        require(actor, matter.authorise, Subject(requested_by=asked.by if asked else NOBODY))


def agree(work: UnitOfWork, actor: Actor, matter: Matter, asked: Asked, **said: object) -> None:
    """Note that somebody agreed, `said` for how long and the like."""
    work.note(actor.id, matter.agreed, asked.subject, **asked.name, requested_by=asked.by, **said)


def refuse(work: UnitOfWork, actor: Actor, matter: Matter, asked: Asked) -> None:
    """Note that somebody decided against it."""
    work.note(actor.id, matter.refused, asked.subject, **asked.name, requested_by=asked.by)


def require_asked(connection: Connection, matter: Matter, asked: Asked) -> None:
    """Go on only if the audit tells that this was asked for, and that it still waits.

    Raises:
        Refused: NOT_IN_AUDIT.
    """
    newest = _events(connection, matter, asked)[-1:]
    _require(connection, _requests(newest, matter, asked))


def require_agreed(
    connection: Connection, matter: Matter, asked: Asked, *, by: str | None, **said: object
) -> None:
    """Go on only if the audit tells that this was asked for and that somebody agreed to it.

    Raises:
        Refused: NOT_IN_AUDIT.
    """
    found = _events(connection, matter, asked)
    _require(connection, _requests(found[-2:-1], matter, asked))
    wanted = {"requested_by": asked.by, **said}
    last = [each for each in found[-1:] if (each.action, each.actor) == (matter.agreed, by)]
    _require(connection, [each for each in last if _says(each, wanted)])


def reason(typed: str) -> str:
    """Return a reason as it is kept.

    Raises:
        Refused: BAD_REASON when it is too short to be one, or too long.
    """
    why = " ".join(typed.split())
    if not LEAST <= len(why) <= MOST:
        raise Refused(Code.BAD_REASON, least=str(LEAST), most=str(MOST))
    return why


def _events(connection: Connection, matter: Matter, asked: Asked) -> list[Told]:
    found = told(connection, asked.subject, matter.events)
    return [each for each in found if _says(each, asked.name)]


def _requests(found: Sequence[Told], matter: Matter, asked: Asked) -> list[Told]:
    own = [each for each in found if (each.action, each.actor) == (matter.asked, asked.by)]
    return [each for each in own if _says(each, asked.said)]


def _says(event: Told, wanted: Mapping[str, object]) -> bool:
    return all(event.detail.get(name) == value for name, value in wanted.items())


def _require(connection: Connection, proofs: Sequence[Told]) -> None:
    if not any(is_linked(connection, each.sequence) for each in proofs):
        raise Refused(Code.NOT_IN_AUDIT)
