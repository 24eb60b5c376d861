"""The passphrase of a key file, from a file or from whoever sits there."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.house import House
from server.errors import Code, Refused


def passphrase_of(house: House, pem: Path, file: Path | None) -> bytes:
    """Return the passphrase of a key file that has one.

    Raises:
        Refused: KEY_UNUSABLE when nobody is here to type it.
    """
    if file is not None:
        return file.read_bytes().rstrip(b"\r\n")
    if not house.can_ask():
        why = "it has a passphrase, which nobody is here to type; give it in --passphrase-file"
        raise Refused(Code.KEY_UNUSABLE, name=str(pem), why=why)
    typed: str = click.prompt("Passphrase of the key", hide_input=True, err=True)
    return typed.encode()
