"""Asking for what was not given, and the two things that must be asked with care.

A new password is typed twice and checked; a recovery code is shown once and typed back. Every
question has an option that answers it, for a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from server.cli.house import House
from server.cli.secret_files import secret_files
from server.errors import Code, Refused
from server.vault.recovery import RecoveryCode


def answer(house: House, given: str | None, question: str, *, option: str) -> str:
    """Return what was given, or ask for it.

    Raises:
        Refused: NOBODY_TO_ASK.
    """
    if given is not None:
        return given
    _require_somebody(house, option)
    typed: str = click.prompt(question, err=True)
    return typed


def day(house: House, given: str | None, question: str, *, option: str) -> date:
    """Return a date that was given as YYYY-MM-DD, or ask for it.

    Raises:
        Refused: BAD_ACCOUNT when it is no date, or NOBODY_TO_ASK.
    """
    text = answer(house, given, f"{question} (YYYY-MM-DD)", option=option)
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        why = f"“{text}” is not a date such as 2026-11-22"
        raise Refused(Code.BAD_ACCOUNT, why=why) from None


def new_password(
    house: House, file: Path | None, check: Callable[[str], None], *, whose: str, option: str
) -> str:
    """Return a new password from a file, or ask for it twice, as often as `check` refuses it.

    Raises:
        Refused: WEAK_PASSWORD or FILE_PROBLEM for one from a file, or NOBODY_TO_ASK.
    """
    if file is not None:
        password = _read(file)
        check(password)
        return password
    _require_somebody(house, option)
    while True:
        typed: str = click.prompt(
            f"New password {whose}", hide_input=True, confirmation_prompt=True, err=True
        )
        try:
            check(typed)
        except Refused as refusal:
            click.echo(refusal.sentence, err=True)
        else:
            return typed


@contextmanager
def typed_back(
    house: House,
    code: RecoveryCode,
    file: Path | None,
    check: Callable[[RecoveryCode, str], None],
) -> Iterator[str]:
    """Hand a recovery code over and give what was typed back, once it is right.

    Into a file it counts as typed back; if what follows fails, the file is removed again.

    Raises:
        Refused: FILE_PROBLEM, or NOBODY_TO_ASK.
    """
    if file is None:
        _require_somebody(house, "--recovery-file")
        _show(house, code)
        yield _ask_back(code, check)
        return
    with secret_files({file: f"{code.text}\n".encode()}):
        yield code.text


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        why = "the password in it is not plain text; save the file as text in UTF-8"
        raise Refused(Code.FILE_PROBLEM, name=str(file), why=why) from None


def _show(house: House, code: RecoveryCode) -> None:
    import segno  # noqa: PLC0415 - slow to import

    house.say("")
    house.say("The recovery code. It is shown this once, and opens everything when passwords are")
    house.say("lost. Write it on paper, by hand or from the QR code, and lock the paper away:")
    house.say(f"\n    {code.text}\n")
    segno.make(code.text, error="m", micro=False).terminal(border=2, compact=True)


def _ask_back(code: RecoveryCode, check: Callable[[RecoveryCode, str], None]) -> str:
    while True:
        typed: str = click.prompt("Type the code back from your paper", err=True)
        try:
            check(code, typed)
        except Refused as refusal:
            click.echo(refusal.sentence, err=True)
        else:
            return typed


def _require_somebody(house: House, option: str) -> None:
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what=option)
