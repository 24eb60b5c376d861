"""Getting back in with the recovery code, at a terminal or from a script."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from server.cli.asking import new_password, typed_back
from server.cli.house import House
from server.errors import Code, Refused
from server.services.trust.accounts import Account, known_account
from server.services.trust.passwords import checker
from server.services.trust.recovery import (
    begin_recovery,
    check_typed_back,
    new_recovery_code,
    note_refused,
    recover,
)


def get_back_in(
    house: House, login: str, password_file: Path | None, recovery_file: Path | None
) -> Account:
    """Give an account a new password with the recovery code, and the vault a new code.

    Raises:
        Refused: as `begin_recovery` and `recover` say, or NOBODY_TO_ASK.
    """
    typed = _code(house)
    try:
        with house.database.reading() as connection:
            recovery = begin_recovery(connection, typed)
            account = known_account(connection, login)
    except Refused as refusal:
        note_refused(house.database, refusal)
        raise
    password = new_password(
        house,
        password_file,
        checker(account),
        whose=f"for {account.name}",
        option="--new-password-file",
    )
    code = new_recovery_code(secrets.token_bytes)
    with (
        typed_back(house, code, recovery_file, check_typed_back),
        house.database.work() as work,
    ):
        account = recover(work, recovery, login, password, code=code, at=house.clock())
        work.commit()
    return account


def _code(house: House) -> str:
    if house.settings.recovery is not None:
        return house.settings.recovery.read()
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="the code in LESPWA_RECOVERY_FILE")
    typed: str = click.prompt("Recovery code", err=True)
    return typed
