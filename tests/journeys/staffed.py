"""An installation with somebody of each role, who type commands."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import select

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.storage.engine import open_database
from server.storage.tables import event
from server.storage.trust.trust_tables import account
from tests.simulators.office import NOON, TINY, Custody, environ, open_custody

FORM = Path(__file__).parents[2] / "xlsforms" / "screening.xlsx"
NOT_ALLOWED = "Your role does not allow this"
_UNTIL = NOON + timedelta(days=100)
_IN_ORDER = {
    "expires_at": _UNTIL,
    "disabled_at": None,
    "confidentiality_signed_on": NOON.date(),
    "password_is_temporary": False,
}


def login_of(role: Role) -> str:
    """Return the login of whoever has the role."""
    return role.value.replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """One installation, set up by Amina; everybody's account is in order."""

    folder: Path
    url: str
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def type(self, login: str, words: str) -> Result:
        """Type a command; PASSWORD, FORM and NEW stand for files."""
        files = {
            "PASSWORD": environ(self.folder, login)["LESPWA_PASSWORD_FILE"],
            "FORM": str(FORM),
            "NEW": str(self.folder / f"new{next(self._numbers)}"),
        }
        return self.run(login, [files.get(each, each) for each in words.split()])

    def run(self, login: str, arguments: Sequence[str]) -> Result:
        """Run a command."""
        signs_in = environ(self.folder, login)
        done = CliRunner().invoke(
            main,
            arguments,
            env={"LESPWA_DATA": str(self.folder), "LESPWA_DATABASE_URL": self.url, **signs_in},
            obj=House(clock=lambda: NOON, cost=lambda: TINY),
        )
        assert done.exit_code in {0, 1}, done.output
        return done

    def is_let_in(self, role: Role, words: str) -> bool:
        """Tell whether somebody of that role got past the question whether they may."""
        return NOT_ALLOWED not in self.type(login_of(role), words).output

    def told(self, action: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Return subject and detail of the events of a kind, the oldest first."""
        query = select(event.c.subject, event.c.detail).order_by(event.c.sequence)
        with closing(open_database(self.url)) as database, database.reading() as connection:
            rows = connection.execute(query.where(event.c.action == action)).all()
        return [(row.subject, row.detail) for row in rows]

    def change_accounts(self, **values: object) -> None:
        """Put everybody's account in order but for what is given."""
        with closing(open_database(self.url)) as database, database.work() as work:
            work.connection.execute(account.update().values({**_IN_ORDER, **values}))
            work.note("test", "account.approved", "everybody")
            work.commit()


def staff(folder: Path, url: str) -> Staffed:
    """Set up an installation with somebody of each role."""
    with closing(open_database(url)) as database:
        database.upgrade()
        custody: Custody = open_custody(database, role=Role.DATA_MANAGER)
        leader = custody.add(database, login_of(Role.LEADER), Role.LEADER)
        for role in set(Role) - {Role.LEADER}:
            custody.add(database, login_of(role), role)
            custody.approve(database, login_of(role), by=leader)
    staffed = Staffed(folder=folder, url=url)
    staffed.change_accounts()
    return staffed
