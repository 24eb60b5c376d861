"""Showing one thing after another at a terminal, each fact under its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from server.cli.house import House
from server.errors import Code, Refused

if TYPE_CHECKING:  # slow to import
    from sqlalchemy import Connection


def blocks(heading: str, found: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a heading and of a block for each of `found`; empty facts are left out."""
    yield heading
    for each in found:
        yield ""
        yield from block(each)


def block(facts: Mapping[str, object]) -> Iterator[str]:
    """Yield one line for each fact."""
    for name, value in facts.items():
        if words := in_words(value):
            yield f"  {name.replace('_', ' ')}: {words}"


def in_words(value: object) -> str:
    """Return a value as a person reads it; nothing for what is not there."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def agreed(house: House, question: str, *, yes: bool) -> bool:
    """Ask for a yes, unless `--yes` said it already.

    Raises:
        Refused: NOBODY_TO_ASK.
    """
    if yes:
        return True
    if not house.can_ask():
        raise Refused(Code.NOBODY_TO_ASK, what="--yes")
    return click.confirm(question, err=True)


def login_by_id(connection: Connection, account_id: str) -> str:
    """Return the login of an account; its id where a restored copy does not know it."""
    from server.services.trust.accounts import account_by_id  # noqa: PLC0415 - slow to import

    account = account_by_id(connection, account_id)
    return account.login if account else account_id
