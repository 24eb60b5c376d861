"""What takes two people at one desk: one does it, and a Leader, somebody else, signs in as well."""

from __future__ import annotations

from datetime import datetime

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.trust.people import are_first_steps
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.two_people import require_two
from server.services.trust.vault import Unlocked
from server.storage.work import UnitOfWork


def require_second(
    work: UnitOfWork, actor: Actor, second: Unlocked | None, *, at: datetime
) -> dict[str, str]:
    """Go on only if a second person agrees, and return what the event says of them.

    In a new house, until a second custodian and a Leader have been there, nobody could: then one
    is enough, and the event names no second.

    Raises:
        NotAllowed: unless the second is a Leader and somebody else, or NotTwo.
        Refused: SECOND_NEEDED, or SIGN_IN_OVERTAKEN.
    """
    if second is None:
        if are_first_steps(work.connection):
            return {}
        raise Refused(Code.SECOND_NEEDED)
    agrees = present(work, second, at=at)
    require(agrees, Action.KEY_AUTHORISE, Subject(requested_by=actor.id))
    require_two(work.connection, agrees, Action.KEY_AUTHORISE, actor.id, at=at)
    return {"agreed_by": agrees.id}
