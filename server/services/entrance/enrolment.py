"""Enrolling a second factor: at the first sign-in, or one more later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from server.errors import Code, Refused
from server.services.entrance.desk import Desk, Entered, counted
from server.services.entrance.second_factors import (
    Kind,
    add_phone,
    is_enrolled,
    list_factors,
    make_codes,
)
from server.services.entrance.second_step import new_challenge, open_session, refuse_second
from server.services.entrance.security_keys import Answer, Site, add_security_key, creation_options
from server.services.entrance.sessions import SignedIn, Stage
from server.storage.entrance import sessions as stored
from server.storage.trust import vault
from server.storage.work import UnitOfWork
from server.vault.cipher import DoesNotOpen
from server.vault.fields import FieldSealer, Place
from server.vault.one_time_codes import OneTimeCode
from server.vault.second_factor import TotpSecret, new_totp_secret

_NOTHING_PENDING: Final[dict[str, object]] = {"challenge": None, "pending_sealed": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A new second factor; at the first sign-in with the session it opened.

    `codes` are to be printed now, for they are shown once; none when earlier ones still hold.
    """

    entered: Entered | None
    codes: tuple[OneTimeCode, ...] = field(repr=False)


def offer_phone(desk: Desk, here: SignedIn) -> TotpSecret | None:
    """Return the secret that this session offers to a phone, the same until it is taken.

    None for whoever has no key to the vault, under which the secret would have to lie.
    """
    if here.vault is None:
        return None
    known = _pending(desk, here)
    if known is not None:
        return known
    secret = new_totp_secret(desk.random)
    sealed = FieldSealer(here.vault.key, random=desk.random).seal(_place(here), secret.text)
    with desk.database.upkeep() as connection:
        stored.change(connection, here.session.id, {"pending_sealed": sealed})
    return secret


def offer_key(desk: Desk, here: SignedIn, site: Site) -> str:
    """Return what a browser needs to enrol a security key."""
    challenge = new_challenge(desk, here)
    with desk.database.reading() as connection:
        return creation_options(connection, here.account, site, challenge=challenge)


def enrol_phone(desk: Desk, here: SignedIn, typed: str) -> Enrolled:
    """Take the phone that shows the right digits for the secret it was offered.

    Raises:
        Refused: TOO_MANY_TRIES, CODE_REFUSED, or SESSION_UNKNOWN.
    """

    def add(work: UnitOfWork) -> None:
        secret = _pending(desk, here)
        if secret is None:
            raise Refused(Code.CODE_REFUSED)
        add_phone(work, here.unlocked, typed, secret=secret, at=here.at)

    return _enrol(desk, here, add)


def enrol_key(desk: Desk, here: SignedIn, answer: str, *, site: Site) -> Enrolled:
    """Take the security key that answered the challenge of this session.

    Raises:
        Refused: TOO_MANY_TRIES, SECURITY_KEY_REFUSED, or SESSION_UNKNOWN.
    """
    made = Answer(text=answer, challenge=here.challenge, site=site, at=here.at)
    return _enrol(desk, here, lambda work: add_security_key(work, here.account, made))


def _enrol(desk: Desk, here: SignedIn, add: Callable[[UnitOfWork], None]) -> Enrolled:
    with counted(desk, here), desk.database.work() as work:
        if here.session.stage is Stage.ENROLMENT:
            _require_first(work, here)
        try:
            add(work)
        except Refused as refusal:
            refuse_second(work, here, refusal.code)
        codes = _first_codes(work, desk, here)
        entered = None
        if here.session.stage is Stage.ENROLMENT:
            entered = open_session(work, desk, here, proof=None)
        else:
            stored.change(work.connection, here.session.id, _NOTHING_PENDING)
        work.commit()
    return Enrolled(entered=entered, codes=codes)


def _require_first(work: UnitOfWork, here: SignedIn) -> None:
    """Go on only while there is no second factor yet, and let nobody else add one meanwhile.

    Whoever knows the password may have begun a session before the owner enrolled.
    """
    vault.lock(work.connection)
    if is_enrolled(list_factors(work.connection, here.account.id)):
        raise Refused(Code.SESSION_UNKNOWN)


def _first_codes(work: UnitOfWork, desk: Desk, here: SignedIn) -> tuple[OneTimeCode, ...]:
    factors = list_factors(work.connection, here.account.id)
    if any(each.kind is Kind.PRINTED_CODE for each in factors):
        return ()
    return make_codes(work, here.account.id, at=here.at, random=desk.random)


def _pending(desk: Desk, here: SignedIn) -> TotpSecret | None:
    """Return what was offered to a phone before; none if it was damaged, or never was."""
    if here.vault is None or here.pending is None:
        return None
    try:
        sealer = FieldSealer(here.vault.key, random=desk.random)
        return TotpSecret(text=sealer.open(_place(here), here.pending))
    except DoesNotOpen:
        return None


def _place(here: SignedIn) -> Place:
    return Place("session", here.session.id, "pending_sealed")
