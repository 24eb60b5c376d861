"""What every command is given: settings, database, clock and a place to speak."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from server.settings import Settings, read_settings

if TYPE_CHECKING:  # these are slow to import, and not every command needs them
    from rich.console import Console

    from server.storage.engine import Database


class House:
    """One command's surroundings; the database is opened and brought up to date on demand."""

    def __init__(
        self,
        settings: Callable[[], Settings] = read_settings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._read_settings = settings
        self.clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "database" in self.__dict__:
            self.database.close()

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once."""
        return self._read_settings()

    @cached_property
    def data(self) -> Path:
        """The data folder, made with access for its owner only."""
        self.settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.settings.data

    @cached_property
    def database(self) -> Database:
        """The database, created or brought to the current version."""
        from server.storage.engine import open_database  # noqa: PLC0415 - see above

        self.data  # noqa: B018 - the SQLite file lies in it
        database = open_database(self.settings.database_url)
        database.upgrade()
        return database

    @cached_property
    def console(self) -> Console:
        """Where progress is shown: standard error, so that standard output stays clean."""
        from rich.console import Console  # noqa: PLC0415 - see above

        return Console(stderr=True, highlight=False)

    def say(self, text: str) -> None:
        """Print one line of the answer to standard output."""
        click.echo(text)

    def say_json(self, value: object) -> None:
        """Print the answer for a script."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
