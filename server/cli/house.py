"""What every command is given: settings, database, clock and a place to speak."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from server.errors import Code, Refused
from server.settings import Settings, read_settings

if TYPE_CHECKING:  # these are slow to import, and not every command needs them
    from rich.console import Console

    from server.domain.access import Action, Actor, Subject
    from server.services.trust.vault import Unlocked
    from server.storage.engine import Database
    from server.storage.work import UnitOfWork
    from server.vault.cost import Cost

_GUESS_SECONDS = 0.3  # what one guess at a password is to cost


def tuned() -> Cost:
    """Find out what a password may cost on this machine; it takes about a second."""
    from server.vault.cost import tuned_cost  # noqa: PLC0415 - slow to import

    return tuned_cost(_GUESS_SECONDS, time.perf_counter)


def somebody_is_here() -> bool:
    """Tell whether questions can be asked at a terminal."""
    return sys.stdin.isatty()


class House:
    """One command's surroundings; the database is opened and brought up to date on demand.

    `login` and `password_file` are those of `--as` and `--password-file`, where they were given.
    """

    def __init__(
        self,
        settings: Callable[[], Settings] = read_settings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        cost: Callable[[], Cost] = tuned,
        can_ask: Callable[[], bool] = somebody_is_here,
    ) -> None:
        self._read_settings = settings
        self.clock = clock
        self.cost = cost
        self.can_ask = can_ask
        self.login: str | None = None
        self.password_file: Path | None = None

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
        """The data folder, made with access for its owner only.

        Raises:
            Refused: NO_DATA_FOLDER, saying why.
        """
        folder = self.settings.data
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            why = (problem.strerror or "it cannot be made").lower()
            raise Refused(Code.NO_DATA_FOLDER, folder=str(folder), why=why) from problem
        return folder

    @cached_property
    def database(self) -> Database:
        """The database, brought to the current version; made by `found` alone.

        Raises:
            Refused: SETTINGS, DATABASE_UNUSABLE, or NO_LESPWA, saying what to do.
        """
        from server.storage.engine import open_database, require_file  # noqa: PLC0415 - see above

        require_file(self.settings.database_url)
        self.data  # noqa: B018 - keys and words lie in it
        with ExitStack() as undo:
            database = undo.enter_context(closing(open_database(self.settings.database_url)))
            database.knock()
            database.require_lespwa()
            database.upgrade()
            undo.pop_all()
        return database

    def found(self) -> None:
        """Make the database where there is none yet: only for who sets Lespwa up.

        Raises:
            Refused: SETTINGS or DATABASE_UNUSABLE, saying why.
        """
        from server.storage.engine import open_database  # noqa: PLC0415 - see above

        self.data  # noqa: B018 - the SQLite file lies in it
        with closing(open_database(self.settings.database_url)) as database:
            database.knock()
            database.require_room()
            database.upgrade()

    @cached_property
    def console(self) -> Console:
        """Where progress is shown: standard error, so that standard output stays clean."""
        from rich.console import Console  # noqa: PLC0415 - see above

        return Console(stderr=True, highlight=False)

    @cached_property
    def _person(self) -> Unlocked:
        from server.cli.signing_in import sign_in  # noqa: PLC0415 - slow to import

        return sign_in(self)

    def unlock(self) -> Unlocked:
        """Sign in who runs the command, asking for what was not given; once a command.

        Raises:
            Refused: SIGN_IN_REFUSED and the like, PASSWORD_IS_TEMPORARY, or NOBODY_TO_ASK.
        """
        from server.cli.signing_in import require_own_password  # noqa: PLC0415 - slow to import

        require_own_password(self, self._person)
        return self._person

    def unlock_to_change(self) -> Unlocked:
        """Sign in who changes their own password, which may be one that somebody else chose.

        Raises:
            Refused: SIGN_IN_REFUSED and the like, or NOBODY_TO_ASK.
        """
        from server.cli.signing_in import sign_in  # noqa: PLC0415 - slow to import

        return sign_in(self, with_drafts=True)

    def require(self, action: Action, subject: Subject | None = None) -> Unlocked:
        """Sign in who runs the command and go on only if they may do that to that.

        Raises:
            NotAllowed, or what `unlock` raises.
        """
        from server.services.trust.rights import NOBODY, require  # noqa: PLC0415 - slow to import

        person = self.unlock()
        require(person.actor(self.clock()), action, subject or NOBODY)
        return person

    @property
    def actor(self) -> Actor:
        """Who runs the command, as the one who asks; signs them in if need be."""
        return self.unlock().actor(self.clock())

    def present(self, work: UnitOfWork) -> Actor:
        """Return who runs the command, looked up again in the transaction in which they act.

        They have signed in before: this keeps others from changing accounts until the end.

        Raises:
            Refused: SIGN_IN_OVERTAKEN when their account or password is not what it was.
        """
        from server.services.trust.presence import present  # noqa: PLC0415 - slow to import

        return present(work, self.unlock(), at=self.clock())

    def say(self, text: str) -> None:
        """Print one line of the answer to standard output."""
        click.echo(text)

    def say_json(self, value: object) -> None:
        """Print the answer for a script."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
