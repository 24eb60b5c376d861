"""The options of every command that acts for a person: who, and where their password is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from server.cli.house import House

_Command = TypeVar("_Command", bound=Callable[..., object])


def as_person(command: _Command) -> _Command:
    """Add `--as` and `--password-file`; the command finds them in its house."""
    for option in (
        click.option(
            "--password-file",
            "acting_password_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            expose_value=False,
            callback=_remember_file,
            help="A file with your password. [default: LESPWA_PASSWORD_FILE, or you are asked]",
        ),
        click.option(
            "--as",
            "acting_login",
            metavar="LOGIN",
            expose_value=False,
            callback=_remember_login,
            help="Who you are. [default: LESPWA_LOGIN, or you are asked]",
        ),
    ):
        command = option(command)
    return command


def with_second(command: _Command) -> _Command:
    """Add `--with` and `--with-password-file`, for a Leader who agrees at the same desk."""
    for option in (
        click.option(
            "--with-password-file",
            "with_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="A file with their password. [default: they are asked]",
        ),
        click.option(
            "--with",
            "with_login",
            metavar="LOGIN",
            help="A Leader, somebody else, who agrees and signs in too.",
        ),
    ):
        command = option(command)
    return command


def _remember_login(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    house = ctx.find_object(House)
    if house is not None and value is not None:
        house.login = value


def _remember_file(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    house = ctx.find_object(House)
    if house is not None and value is not None:
        house.password_file = value
