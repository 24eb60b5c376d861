"""Ending sessions: by whoever holds them, or by whoever may end those of others."""

from __future__ import annotations

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.entrance.sessions import SignedIn
from server.services.trust.rights import require
from server.storage.entrance import sessions as stored
from server.storage.work import UnitOfWork


def sign_out(work: UnitOfWork, here: SignedIn) -> None:
    """End the session of this request."""
    stored.remove(work.connection, here.session.id)
    work.note(here.account.id, "sign_out", here.session.id)


def end_session(work: UnitOfWork, actor: Actor, session_id: str) -> None:
    """End one session, one's own or somebody's.

    Raises:
        NotAllowed: when it is another's and the actor's role may not end it.
        Refused: UNKNOWN_SESSION when it has ended already.
    """
    rows = stored.every(work.connection, session_id=session_id)
    owner = rows[0].account_id if rows else actor.id
    if owner == actor.id:
        require(actor, Action.SESSION_REVOKE_OWN, Subject(account=owner))
    else:
        require(actor, Action.SESSION_REVOKE, Subject(account=owner))
    if not stored.remove(work.connection, session_id):
        raise Refused(Code.UNKNOWN_SESSION)
    work.note(actor.id, "session.revoked", owner, session=session_id)


def end_sessions(work: UnitOfWork, account_id: str, *, actor: str, but: str | None = None) -> int:
    """End the sessions of an account, except one; return how many there were.

    To be called in the transaction that changes a password, a second factor or an account. (A
    session also ends by itself once its password is not the account's any more.)
    """
    count = stored.remove_all(work.connection, account_id, but=but)
    work.note(actor, "session.revoked", account_id, sessions=count)
    return count
