"""Signing in: a password, then a second factor; every try is counted, every no leaves a trace.

An unknown login and a wrong password take the same way through this module and get the same
answer in the same time. If the database cannot be written, nothing is tried at all: a try that
cannot be counted is not judged.

Tries turned away by the throttle are not judged and leave no event, or a stranger could fill the
audit with them; the try that closed the lane has left one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from server.errors import Code, Refused
from server.services.entrance import sessions
from server.services.entrance.desk import (
    Desk,
    Entered,
    check_password,
    counted,
    counter,
    is_known_browser,
    known_browser,
)
from server.services.entrance.new_drafts import keep_key, make_key
from server.services.entrance.second_factors import Factor, is_enrolled, list_factors
from server.services.entrance.sessions import Entry, SignedIn, Stage
from server.services.entrance.throttle import (
    BROWSER,
    LOGIN,
    NETWORK,
    OWN_PASSWORD,
    Count,
    admit,
    forgive,
    network_of,
)
from server.services.trust.accounts import is_login, login_of
from server.services.trust.vault import Unlocked
from server.storage.entrance import sessions as stored
from server.storage.work import UnitOfWork

_NO_LOGIN: Final = ""
_LONGEST: Final = 1024  # characters of a login or password that are looked at at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a password.

    `address` is the client's, `browser` its kind in words, `known` what a browser keeps that has
    signed in before, `replaces` the session it held until now.
    """

    login: str
    password: str = field(repr=False)
    address: str | None = field(repr=False)
    browser: str
    known: str | None = field(default=None, repr=False)
    replaces: str | None = field(default=None, repr=False)


def sign_in(desk: Desk, attempt: Attempt, *, at: datetime) -> Entered:
    """Check a password and begin a session: open, or waiting for the second factor.

    Raises:
        Refused: TOO_MANY_TRIES, BUSY, NOT_SET_UP.
        SignInRefused: with the same sentence for an unknown login and a wrong password.
    """
    if max(len(attempt.login), len(attempt.password)) > _LONGEST:
        raise Refused(Code.SIGN_IN_REFUSED)
    counts = _counts(desk, attempt, at=at)
    with desk.database.upkeep() as connection:
        admit(connection, counts, at=at)
    unlocked = check_password(desk, attempt.login, attempt.password, at=at, with_drafts=True)
    new = make_key(desk, unlocked, attempt.password)
    with desk.database.work() as work:
        unlocked = keep_key(work, unlocked, new, at=at)
        entered = _enter(work, desk, attempt, unlocked=unlocked, at=at)
        work.commit()
    with desk.database.upkeep() as connection:
        forgive(connection, counts, at=at)
    return entered


def prove_again(desk: Desk, here: SignedIn, password: str) -> Unlocked:
    """Check the password of somebody who is signed in, before something that matters.

    Raises:
        Refused: TOO_MANY_TRIES or SIGN_IN_REFUSED.
    """
    with counted(desk, here, OWN_PASSWORD):
        return check_password(desk, here.account.login, password, at=here.at)


def _enter(
    work: UnitOfWork, desk: Desk, attempt: Attempt, *, unlocked: Unlocked, at: datetime
) -> Entered:
    if attempt.replaces is not None:
        stored.remove(work.connection, attempt.replaces)
    account = unlocked.account
    stage = _stage(list_factors(work.connection, account.id), unlocked)
    entry = Entry(
        stage=stage,
        browser=attempt.browser,
        at=at,
        proved_at=at if stage is Stage.OPEN else None,
        random=desk.random,
    )
    cookie = sessions.begin(work.connection, unlocked, entry)
    action = "sign_in.accepted" if stage is Stage.OPEN else "sign_in.password_accepted"
    work.note(account.id, action, account.id, session=cookie.session_id)
    known = known_browser(desk, unlocked, at=at) if stage is Stage.OPEN else None
    return Entered(stage=stage, cookie=cookie, known=known)


def _stage(factors: list[Factor], unlocked: Unlocked) -> Stage:
    if is_enrolled(factors):
        return Stage.SECOND_FACTOR
    return Stage.ENROLMENT if unlocked.account.is_custodian else Stage.OPEN


def _counts(desk: Desk, attempt: Attempt, *, at: datetime) -> list[Count]:
    """Return what this try counts against: a browser known to the account has its own lane."""
    login = login_of(attempt.login)
    if attempt.known is not None and is_known_browser(desk, login, attempt.known, at=at):
        return [counter(desk, BROWSER, attempt.known)]
    named = login if is_login(login) else _NO_LOGIN
    return [counter(desk, LOGIN, named), counter(desk, NETWORK, network_of(attempt.address))]
