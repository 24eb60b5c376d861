"""The second step of signing in: with it, a session that waited is opened."""

from __future__ import annotations

from typing import NoReturn

from server.errors import Code, Refused
from server.services.entrance import sessions
from server.services.entrance.desk import Desk, Entered, counted, known_browser
from server.services.entrance.second_factors import Proof, use_typed
from server.services.entrance.security_keys import (
    CHALLENGE_BYTES,
    Answer,
    Site,
    request_options,
    use_security_key,
)
from server.services.entrance.sessions import Entry, SignedIn, Stage
from server.storage.entrance import sessions as stored
from server.storage.work import UnitOfWork


def prove_typed(desk: Desk, here: SignedIn, typed: str) -> Entered:
    """Open a session that waits for the second factor, with a phone's digits or a printed code.

    Raises:
        Refused: TOO_MANY_TRIES, CODE_REFUSED, or SESSION_UNKNOWN when another request was first.
    """
    with counted(desk, here), desk.database.work() as work:
        proof = use_typed(work, here.unlocked, typed, at=here.at)
        if proof is None:
            refuse_second(work, here, Code.CODE_REFUSED)
        entered = open_session(work, desk, here, proof=proof)
        work.commit()
    return entered


def ask_key(desk: Desk, here: SignedIn, site: Site) -> str | None:
    """Return what a browser needs to use a security key; None when none is known at this site."""
    challenge = new_challenge(desk, here)
    with desk.database.reading() as connection:
        return request_options(connection, here.account.id, site, challenge=challenge)


def prove_key(desk: Desk, here: SignedIn, answer: str, *, site: Site) -> Entered:
    """Open a session that waits for the second factor, with the answer of a security key.

    Raises:
        Refused: TOO_MANY_TRIES, SECURITY_KEY_REFUSED, or SESSION_UNKNOWN.
    """
    made = Answer(text=answer, challenge=here.challenge, site=site, at=here.at)
    with counted(desk, here), desk.database.work() as work:
        proof = use_security_key(work, here.account.id, made)
        if proof is None:
            refuse_second(work, here, Code.SECURITY_KEY_REFUSED)
        entered = open_session(work, desk, here, proof=proof)
        work.commit()
    return entered


def new_challenge(desk: Desk, here: SignedIn) -> bytes:
    """Make what a security key must answer next in this session; earlier ones hold no more."""
    challenge = desk.random(CHALLENGE_BYTES)
    with desk.database.upkeep() as connection:
        stored.change(connection, here.session.id, {"challenge": challenge})
    return challenge


def refuse_second(work: UnitOfWork, here: SignedIn, code: Code) -> NoReturn:
    """Keep a trace of a second factor that was not right, then refuse it."""
    work.note(here.account.id, "sign_in.refused", here.account.id, failure="wrong_second_factor")
    work.commit()
    raise Refused(code)


def open_session(work: UnitOfWork, desk: Desk, here: SignedIn, *, proof: Proof | None) -> Entered:
    """Put an open session with a new cookie in the place of one that waited.

    Raises:
        Refused: SESSION_UNKNOWN when another request has used up the waiting one.
    """
    if not stored.remove(work.connection, here.session.id):
        raise Refused(Code.SESSION_UNKNOWN)
    entry = Entry(
        stage=Stage.OPEN,
        browser=here.session.browser,
        at=here.at,
        proved_at=here.at,
        random=desk.random,
    )
    cookie = sessions.begin(work.connection, here.unlocked, entry)
    factor = "enrolled" if proof is None else proof.kind.value
    work.note(
        here.account.id,
        "sign_in.accepted",
        here.account.id,
        factor=factor,
        session=cookie.session_id,
    )
    return Entered(
        stage=Stage.OPEN,
        cookie=cookie,
        known=known_browser(desk, here.unlocked, at=here.at),
        codes_left=None if proof is None else proof.codes_left,
    )
