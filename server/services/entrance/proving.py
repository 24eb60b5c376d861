"""Showing once more, in an open session, who it is: before a second factor is changed.

A browser left open must not be enough, nor a password with it: whoever has a second factor shows
that too.
"""

from __future__ import annotations

from server.errors import Code
from server.services.entrance.desk import Desk, check_password, counted
from server.services.entrance.second_factors import Proof, is_enrolled, list_factors, use_typed
from server.services.entrance.second_step import refuse_second
from server.services.entrance.security_keys import Answer, Site, use_security_key
from server.services.entrance.sessions import SignedIn
from server.storage.entrance import sessions as stored
from server.storage.work import UnitOfWork


def has_second_factor(desk: Desk, here: SignedIn) -> bool:
    """Tell whether a second factor is asked for beside the password."""
    with desk.database.reading() as connection:
        return is_enrolled(list_factors(connection, here.account.id))


def prove_again_typed(desk: Desk, here: SignedIn, password: str, typed: str) -> None:
    """Take the password, and a phone's digits or a printed code from whoever has such.

    Raises:
        Refused: TOO_MANY_TRIES, BUSY, SIGN_IN_REFUSED or CODE_REFUSED.
    """
    with counted(desk, here):
        check_password(desk, here.account.login, password, at=here.at)
        with desk.database.work() as work:
            proof = None
            if is_enrolled(list_factors(work.connection, here.account.id)):
                proof = use_typed(work, here.unlocked, typed, at=here.at)
                if proof is None:
                    refuse_second(work, here, Code.CODE_REFUSED)
            _keep(work, here, proof)


def prove_again_key(desk: Desk, here: SignedIn, password: str, answer: str, *, site: Site) -> None:
    """Take the password and the answer of a security key.

    Raises:
        Refused: TOO_MANY_TRIES, BUSY, SIGN_IN_REFUSED or SECURITY_KEY_REFUSED.
    """
    made = Answer(text=answer, challenge=here.challenge, site=site, at=here.at)
    with counted(desk, here):
        check_password(desk, here.account.login, password, at=here.at)
        with desk.database.work() as work:
            proof = use_security_key(work, here.account.id, made)
            if proof is None:
                refuse_second(work, here, Code.SECURITY_KEY_REFUSED)
            _keep(work, here, proof)


def _keep(work: UnitOfWork, here: SignedIn, proof: Proof | None) -> None:
    # The challenge goes: its answer was used.
    stored.change(work.connection, here.session.id, {"proved_at": here.at, "challenge": None})
    factor = "password" if proof is None else proof.kind.value
    work.note(
        here.account.id,
        "sign_in.proved_again",
        here.account.id,
        factor=factor,
        session=here.session.id,
    )
    work.commit()
