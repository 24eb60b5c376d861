"""Signing in at a command: who runs it, and with what they open the vault."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from server.cli.house import House
from server.domain.access import Action
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.services.trust.slots import require_set_up
from server.services.trust.vault import (
    MACHINE,
    SignInRefused,
    Unlocked,
    Vault,
    unlock,
    unlock_by_machine,
)

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBy:
    """The vault, and who or what opened it: the id of an account, or the machine."""

    vault: Vault = field(repr=False)
    actor: str


def sign_in(house: House, *, with_drafts: bool = False) -> Unlocked:
    """Sign in by `--as` and a password, by the settings, or by asking; keep a trace either way.

    Raises:
        Refused: SIGN_IN_REFUSED and the like, or NOBODY_TO_ASK.
    """
    with house.database.reading() as connection:
        require_set_up(connection)  # before anything is asked
    return _sign_in(house, _login(house), _password(house), with_drafts=with_drafts)


def second_person(house: House, login: str | None, password_file: Path | None) -> Unlocked | None:
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


def _sign_in(house: House, login: str, password: str, *, with_drafts: bool = False) -> Unlocked:
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


def require_own_password(house: House, person: Unlocked) -> None:
    """Go on only with a password that nobody else knows: who chose it could act in this name.

    Raises:
        Refused: PASSWORD_IS_TEMPORARY.
    """
    if person.account.password_is_temporary:
        _note(house, person.account.id, "sign_in.refused", failure="temporary_password")
        raise Refused(Code.PASSWORD_IS_TEMPORARY)


def open_for_filing(house: House) -> OpenedBy:
    """Open the vault for `lespwa unseal`; raises as `open_unattended` does."""
    return open_unattended(house, Action.SUBMISSION_OPEN)


def open_unattended(house: House, action: Action) -> OpenedBy:
    """Open the vault for what a machine may do too: with its key, else by signing in.

    Raises:
        Refused: MACHINE_KEY_REFUSED, NO_KEY_HELD, NOT_ALLOWED, or what `sign_in` raises.
    """
    if house.settings.machine_key is not None and house.login is None:
        require(MACHINE, action)
        with house.database.reading() as connection:
            vault = unlock_by_machine(connection, house.settings.machine_key.read())
        return OpenedBy(vault=vault, actor=MACHINE.id)
    person = house.require(action)
    return OpenedBy(vault=person.opened_vault(), actor=person.account.id)


def _login(house: House) -> str:
    given = house.login or house.settings.login
    if given:
        return given
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="--as LOGIN, or set LESPWA_LOGIN")
    typed: str = click.prompt("Login", err=True)
    return typed


def _password(house: House) -> str:
    if house.password_file is not None:
        return house.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    if house.settings.password is not None:
        return house.settings.password.read()
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="--password-file, or set LESPWA_PASSWORD_FILE")
    typed: str = click.prompt("Password", hide_input=True, err=True)
    return typed


def _note(house: House, actor: str, action: str, **detail: str) -> None:
    with house.database.work() as work:
        work.note(actor, action, actor, **detail)
        work.commit()
