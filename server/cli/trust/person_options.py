"""The options that describe a new person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


class Given(TypedDict):
    """What the options say; what is None is asked."""

    name: str | None
    role: str
    agency: str
    signed_on: str | None
    days: int


def days_option(command: _Command) -> _Command:
    """Add `--days`."""
    return click.option(
        "--days",
        type=click.IntRange(1, 3650),
        default=365,
        show_default=True,
        help="How long the account works before it must be renewed.",
    )(command)


def describing(roles: Sequence[str]) -> Callable[[_Command], _Command]:
    """Add the options that describe a new person, who may have one of the roles."""

    def add(command: _Command) -> _Command:
        for option in (
            days_option,
            click.option(
                "--signed-on", metavar="DATE", help="When they signed the confidentiality form."
            ),
            click.option("--agency", default="", help="For whom they work."),
            click.option(
                "--role",
                type=click.Choice(roles),
                default="data_manager",
                show_default=True,
                help="What they are.",
            ),
            click.option("--name", help="Their name."),
        ):
            command = option(command)
        return command

    return add
