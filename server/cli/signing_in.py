"""Signing in at a command: who runs it, and with what they open the vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click

from server.errors import Code, Refused
from server.services.trust.slots import require_set_up
from server.services.trust.vault import SignInRefused, Unlocked, unlock
from server.settings import Settings
from server.storage.engine import Database

_UNKNOWN = "unknown"


class Surroundings(Protocol):
    """What signing in needs of a command: where it looks, what it was given, whom it can ask."""

    @property
    def database(self) -> Database:
        """The accounts, and the events that are noted."""

    @property
    def settings(self) -> Settings:
        """What was set for every command."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """The time."""

    @property
    def can_ask(self) -> Callable[[], bool]:
        """Whether somebody is here to answer."""

    @property
    def login(self) -> str | None:
        """The word after `--as`."""

    @property
    def password_file(self) -> Path | None:
        """The word after `--password-file`."""


def sign_in(house: Surroundings, *, with_drafts: bool = False) -> Unlocked:
    """Sign in by `--as` and a password, by the settings, or by asking; keep a trace either way.

    Raises:
        Refused: SIGN_IN_REFUSED and the like, or NOBODY_TO_ASK.
    """
    with house.database.reading() as connection:
        require_set_up(connection)  # before anything is asked
    return _sign_in(house, _login(house), _password(house), with_drafts=with_drafts)


def second_person(
    house: Surroundings, login: str | None, password_file: Path | None
) -> Unlocked | None:
    """Sign in who agrees at the same desk, by a password file or by asking; None when nobody does.

    Raises:
        Refused: SIGN_IN_REFUSED and the like, PASSWORD_IS_TEMPORARY, or NOBODY_TO_ASK.
    """
    if login is None:
        return None
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
    elif house.can_ask():
        password = click.prompt(f"Password of {login}", hide_input=True, err=True)
    else:
        raise Refused(Code.NOBODY_TO_ASK, what="--with-password-file")
    person = _sign_in(house, login, password)
    require_own_password(house, person)
    return person


def _sign_in(
    house: Surroundings, login: str, password: str, *, with_drafts: bool = False
) -> Unlocked:
    try:
        with house.database.reading() as connection:
            person = unlock(connection, login, password, house.clock(), with_drafts=with_drafts)
    except SignInRefused as refusal:
        _note(
            house, refusal.account_id or _UNKNOWN, "sign_in.refused", failure=refusal.failure.value
        )
        raise
    _note(house, person.account.id, "sign_in.accepted", where="command_line")
    return person


def require_own_password(house: Surroundings, person: Unlocked) -> None:
    """Go on only with a password that nobody else knows: who chose it could act in this name.

    Raises:
        Refused: PASSWORD_IS_TEMPORARY.
    """
    if person.account.password_is_temporary:
        _note(house, person.account.id, "sign_in.refused", failure="temporary_password")
        raise Refused(Code.PASSWORD_IS_TEMPORARY)


def _login(house: Surroundings) -> str:
    given = house.login or house.settings.login
    if given:
        return given
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="--as LOGIN, or set LESPWA_LOGIN")
    typed: str = click.prompt("Login", err=True)
    return typed


def _password(house: Surroundings) -> str:
    if house.password_file is not None:
        return house.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    if house.settings.password is not None:
        return house.settings.password.read()
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="--password-file, or set LESPWA_PASSWORD_FILE")
    typed: str = click.prompt("Password", hide_input=True, err=True)
    return typed


def _note(house: Surroundings, actor: str, action: str, **detail: str) -> None:
    with house.database.work() as work:
        work.note(actor, action, actor, **detail)
        work.commit()
