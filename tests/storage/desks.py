"""A desk at which Amina, Leon and Ada type commands about what Lespwa holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import CliRunner, Result

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.services.trust.vault import Vault
from server.storage.engine import Database
from tests.simulators.office import TINY, environ, open_custody
from tests.storage.offices import LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One installation and its database, a month after everything began."""

    folder: Path
    url: str

    def at(self, database: Database) -> Desk:
        """Return the desk at which that database was put in the place of this one."""
        return replace(self, url=database.engine.url.render_as_string(hide_password=False))

    def run(
        self,
        login: str,
        *words: object,
        answer: str | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Result:
        """Type a command; `answer` is what is typed when it asks, and `meanwhile` what happens."""

        def can_ask() -> bool:
            meanwhile()
            return answer is not None

        settings = {"LESPWA_DATA": str(self.folder / "data"), "LESPWA_DATABASE_URL": self.url}
        house = House(clock=lambda: LATER, cost=lambda: TINY, can_ask=can_ask)
        env = settings | environ(self.folder, login)
        return CliRunner().invoke(
            main, [str(each) for each in words], env=env, obj=house, input=answer
        )

    def says(self, login: str, *words: object) -> str:
        """Type a command that is carried out, and return what it says."""
        done = self.run(login, *words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def is_told(self, login: str, *words: object) -> str:
        """Type a command that is refused, and return the sentence."""
        done = self.run(login, *words)
        assert done.exit_code == 1, done.output
        return done.stderr


def open_desk(folder: Path, url: str, database: Database, vault: Vault) -> Desk:
    """Set up with a Data Manager, a Leader and an administrator."""
    custody = open_custody(database, vault=vault)
    leon = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "ada", Role.ADMINISTRATOR)
    custody.approve(database, "ada", by=leon)
    return Desk(folder=folder, url=url)
