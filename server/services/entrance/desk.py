"""The desk where people sign in: what it needs around it, and what it can tell of a browser."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore
from typing import Final

from server.errors import Code, Refused
from server.services.entrance.console_secret import derived
from server.services.entrance.sessions import Cookie, SignedIn, Stage
from server.services.entrance.throttle import PERSON, Count, Lane, admit, count_of, forgive
from server.services.trust.accounts import find_account
from server.services.trust.marks import present_mark
from server.services.trust.vault import SignInRefused, Unlocked, unlock
from server.storage.engine import Database
from server.vault.cipher import Random, bound

_AT_ONCE: Final = 2  # passwords checked at a time: each takes 64 MiB or more
_PATIENCE_SECONDS: Final = 20
_NAME_CHARACTERS: Final = 32
_KNOWN_CHARACTERS: Final = 40  # the name, and until when
_UNKNOWN: Final = "unknown"  # people type passwords into the field for the login
KNOWN_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What sign-in needs around it; `secret` is the console's own."""

    database: Database
    secret: bytes = field(repr=False)
    random: Random = field(default=secrets.token_bytes, repr=False)
    turn: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the browser is given: a new cookie, and the mark by which it is known next time."""

    stage: Stage
    cookie: Cookie
    known: str | None = field(default=None, repr=False)
    codes_left: int | None = None


def check_password(
    desk: Desk, login: str, password: str, *, at: datetime, with_drafts: bool = False
) -> Unlocked:
    """Check a password that was counted as a try, and keep a trace of it if it is wrong.

    Raises:
        Refused: BUSY when too many wait to be checked, or NOT_SET_UP.
        SignInRefused: with the same sentence, after the same time, whatever was wrong.
    """
    try:
        with in_turn(desk), desk.database.reading() as connection:
            return unlock(connection, login, password, at, with_drafts=with_drafts)
    except SignInRefused as refusal:
        _note_refused(desk, refusal)
        raise


@contextmanager
def counted(desk: Desk, here: SignedIn, lane: Lane = PERSON) -> Iterator[None]:
    """Count a try of somebody whose password was right; forgive it unless it is refused."""
    counts = [counter(desk, lane, here.account.id)]
    with desk.database.upkeep() as connection:
        admit(connection, counts, at=here.at)
    yield
    with desk.database.upkeep() as connection:
        forgive(connection, counts, at=here.at)


def counter(desk: Desk, lane: Lane, what: str) -> Count:
    """Return the counter of something in a lane of this installation."""
    return count_of(lane, what, secret=derived(desk.secret, "throttle"))


def known_browser(desk: Desk, unlocked: Unlocked, *, at: datetime) -> str:
    """Return the mark of a browser that has signed in to an account, with its present password."""
    name = desk.random(_NAME_CHARACTERS // 2).hex()
    known = f"{name}{int((at + KNOWN_FOR).timestamp()):08x}"
    return f"{known}{_browser_mark(desk, unlocked.account.login, known, mark=unlocked.mark)}"


def is_known_browser(desk: Desk, login: str, known: str, *, at: datetime) -> bool:
    """Tell whether a browser's mark says that it has signed in to the account of late.

    A mark made with another password than that of now does not count: whoever's password was
    reset may have been signed in from elsewhere.
    """
    said, mark = known[:_KNOWN_CHARACTERS], known[_KNOWN_CHARACTERS:]
    with desk.database.reading() as connection:
        account = find_account(connection, login)
        present = None if account is None else present_mark(connection, account.id)
    right = _browser_mark(desk, login, said, mark=present or "")
    return hmac.compare_digest(right.encode(), mark.encode()) and at < _until(said)


def _until(known: str) -> datetime:
    return datetime.fromtimestamp(int(known[_NAME_CHARACTERS:], 16), tz=UTC)


def _browser_mark(desk: Desk, login: str, known: str, *, mark: str) -> str:
    key = derived(desk.secret, "known browser")
    return hmac.digest(key, bound("known browser", login, known, mark), "sha256").hex()


@contextmanager
def in_turn(desk: Desk) -> Iterator[None]:
    """Wait until not too many stretch a password at once, for which each takes much memory."""
    if not desk.turn.acquire(timeout=_PATIENCE_SECONDS):
        raise Refused(Code.BUSY)
    try:
        yield
    finally:
        desk.turn.release()


def _note_refused(desk: Desk, refusal: SignInRefused) -> None:
    """Keep a trace: of an account its id; of an unknown login not even a digest."""
    with desk.database.work() as work:
        subject = refusal.account_id or _UNKNOWN
        work.note("stranger", "sign_in.refused", subject, failure=refusal.failure.value)
        work.commit()
