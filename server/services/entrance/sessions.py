"""Sessions of the console: who is signed in, in which browser, and until when.

The cookie is 64 random bytes: 32 that name the session, and 32 under which the vault key and the
key to the owner's drafts lie in the session's row. The row holds a hash of all 64, so neither half
can be read from the database, and a cookie changed anywhere is simply not known.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Actor, Standing
from server.errors import Code, Refused
from server.services.trust.accounts import Account, account_by_id, actor_of, list_accounts
from server.services.trust.marks import mark_of, present_mark
from server.services.trust.vault import Unlocked, Vault
from server.storage.entrance import sessions as stored
from server.vault.cipher import KEY_BYTES, DoesNotOpen, Random
from server.vault.draft_key import lend_drafts, take_lent_drafts
from server.vault.keys import DraftKey

IDLE: Final = timedelta(minutes=20)
LONGEST: Final = timedelta(hours=10)
HALF_WAY: Final = timedelta(minutes=10)
PROVED: Final = timedelta(minutes=10)
_TOUCH: Final = timedelta(minutes=1)
_CLOCK_SLACK: Final = timedelta(minutes=5)
_COOKIE_BYTES: Final = 2 * KEY_BYTES


class Stage(StrEnum):
    """How far somebody has come in."""

    SECOND_FACTOR = "second_factor"  # the password was right
    ENROLMENT = "enrolment"  # the same, and there is no second factor yet
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session, as it is listed."""

    id: str
    stage: Stage
    account: Account
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The session of one request, at its time, with what its cookie opened."""

    session: Session
    at: datetime
    proved_at: datetime | None
    mark: str = field(repr=False)
    vault: Vault | None = field(default=None, repr=False)
    drafts: DraftKey | None = field(default=None, repr=False)
    challenge: bytes | None = field(default=None, repr=False)
    pending: bytes | None = field(default=None, repr=False)

    @property
    def account(self) -> Account:
        """Who it is."""
        return self.session.account

    @property
    def actor(self) -> Actor:
        """Who it is, as permission is asked for."""
        return actor_of(self.account, self.at)

    @property
    def unlocked(self) -> Unlocked:
        """What the sign-in gave: good for the password that was right then, and no other."""
        return Unlocked(account=self.account, vault=self.vault, mark=self.mark, drafts=self.drafts)

    @property
    def is_proved(self) -> bool:
        """Whether password and second factor were shown just now, for what matters most."""
        proved = self.proved_at
        return proved is not None and timedelta(0) <= self.at - proved < PROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """What the browser keeps, and nobody else; `session_id` names the session in lists."""

    value: str = field(repr=False)
    session_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a session begins; `proved_at` when all was shown that is asked for."""

    stage: Stage
    browser: str
    at: datetime
    proved_at: datetime | None = None
    random: Random = field(default=secrets.token_bytes, repr=False)


def begin(connection: Connection, unlocked: Unlocked, entry: Entry) -> Cookie:
    """Begin a session, always with a new cookie; the caller notes who came in and how.

    Raises:
        Refused: SESSION_UNKNOWN when the password that was checked is not that of now.
    """
    at, account, vault = entry.at, unlocked.account, unlocked.vault
    if present_mark(connection, account.id) != unlocked.mark:
        raise Refused(Code.SESSION_UNKNOWN)
    stored.remove_ended(connection, at=at, unseen_since=at - IDLE)
    session_id, secret = uuid4().hex, entry.random(_COOKIE_BYTES)
    expires_at = at + (LONGEST if entry.stage is Stage.OPEN else HALF_WAY)
    row = {
        "id": session_id,
        "cookie_hash": _hash(secret),
        "account_id": account.id,
        "stage": entry.stage,
        "password_mark": unlocked.mark,
        "browser": entry.browser,
        "created_at": at,
        "seen_at": at,
        "expires_at": expires_at,
        "proved_at": entry.proved_at,
        "vault_key_sealed": vault and vault.lend(session_id, secret=secret[KEY_BYTES:]),
        "draft_key_sealed": unlocked.drafts
        and lend_drafts(
            unlocked.drafts, session_id, secret=secret[KEY_BYTES:], random=entry.random
        ),
    }
    stored.add(connection, row)
    return Cookie(value=_written(secret), session_id=session_id, expires_at=expires_at)


def find(connection: Connection, cookie: str, *, at: datetime) -> SignedIn:
    """Return the session of a cookie.

    Raises:
        Refused: SESSION_UNKNOWN when there is none, or none any more: it was idle or open for too
            long, was ended, the password changed since, or the account may not be used.
    """
    secret = _read(cookie)
    row = stored.of_cookie(connection, _hash(secret))
    account = None if row is None else account_by_id(connection, row.account_id)
    if row is None or account is None or not _is_alive(row, account, at):
        raise Refused(Code.SESSION_UNKNOWN)
    return SignedIn(
        session=_session(row, account),
        at=at,
        mark=row.password_mark,
        proved_at=row.proved_at,
        vault=_borrowed(row, secret[KEY_BYTES:]),
        drafts=_borrowed_drafts(row, secret[KEY_BYTES:]),
        challenge=row.challenge,
        pending=row.pending_sealed,
    )


def touch(connection: Connection, session: Session, *, at: datetime) -> None:
    """Write down that the session is in use."""
    stored.change(connection, session.id, {"seen_at": at})


def needs_touch(session: Session, *, at: datetime) -> bool:
    """Whether it is time to do so again."""
    return not timedelta(0) <= at - session.seen_at < _TOUCH


def list_sessions(
    connection: Connection, *, at: datetime, account_id: str | None = None
) -> Sequence[Session]:
    """Return the sessions that are alive, of one account or of all, the one used last first."""
    people = {each.id: each for each in list_accounts(connection)}
    rows = stored.every(connection, account_id=account_id)
    found = [(row, people[row.account_id]) for row in rows]
    return [_session(row, account) for row, account in found if _is_alive(row, account, at)]


def _is_alive(row: stored.Found, account: Account, at: datetime) -> bool:
    """Tell whether a session still counts; one from the future does not: the clock was set back."""
    return (
        row.created_at - at <= _CLOCK_SLACK
        and at < row.expires_at
        and at - row.seen_at < IDLE
        and account.standing(at) is Standing.GOOD
        and row.password_mark == mark_of(row.checksum, row.password_hash)
    )


def _session(row: stored.Found, account: Account) -> Session:
    return Session(
        id=row.id,
        stage=Stage(row.stage),
        account=account,
        browser=row.browser,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def _borrowed(row: stored.Found, secret: bytes) -> Vault | None:
    if row.vault_key_sealed is None:
        return None
    try:
        return Vault.borrowed(row.vault_key_sealed, row.id, secret=secret)
    except DoesNotOpen:  # the row was changed behind our back
        raise Refused(Code.SESSION_UNKNOWN) from None


def _borrowed_drafts(row: stored.Found, secret: bytes) -> DraftKey | None:
    if row.draft_key_sealed is None:
        return None
    try:
        return take_lent_drafts(row.draft_key_sealed, row.id, secret=secret)
    except DoesNotOpen:  # the same
        raise Refused(Code.SESSION_UNKNOWN) from None


def _written(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")


def _read(cookie: str) -> bytes:
    try:
        secret = base64.b64decode(cookie + "==", altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != _COOKIE_BYTES:
        raise Refused(Code.SESSION_UNKNOWN)
    return secret


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
