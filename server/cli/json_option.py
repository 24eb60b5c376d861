"""The option of every command whose answer a script may want to read."""

from __future__ import annotations

from typing import Final

import click

as_json_option: Final = click.option(
    "--json", "as_json", is_flag=True, help="Print the answer for a script."
)
