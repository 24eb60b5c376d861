"""The option of every command that hands over a temporary password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


def password_out(command: _Command) -> _Command:
    """Add `--password-out`."""
    return click.option(
        "--password-out",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the temporary password to this new file. [default: it is shown once]",
    )(command)
