"""Every role by every command: who is let in, and that a no leaves a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from server.cli import main
from server.cli.house import House
from server.domain.permissions import ROLES_OF, Action, Role
from server.storage.engine import open_database
from server.storage.tables import event
from server.storage.trust_tables import account
from tests.simulators.office import NOON, TINY, environ, open_custody

FORM = Path(__file__).parents[2] / "xlsforms" / "screening.xlsx"
FAMILIES = (
    "people",
    "keys",
    "agents",
    "agencies",
    "forms",
    "unseal",
    "books",
    "doctor",
    "init",
    "open-folder",
)
NOT_ALLOWED = "Your role does not allow this"

# What each command asks for, and words that change nothing when it is allowed. PASSWORD and PEM
# stand for files; what is not there is only ever noticed by who is let in.
GUARDED: Mapping[str, tuple[Action, str]] = {
    "people add": (
        Action.ACCOUNT_REQUEST,
        "x --name X --role operator --signed-on 2026-01-01 --new-password-file PASSWORD",
    ),
    "people approve": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people list": (Action.ACCOUNT_LIST, ""),
    "people renew": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people disable": (Action.ACCOUNT_DISABLE, "nobody-here"),
    "people password": (Action.ACCOUNT_CHANGE_OWN, "--new-password-file PASSWORD"),
    "people forget-second-step": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people reset": (Action.SLOT_ADD, "nobody-here --new-password-file PASSWORD"),
    "keys list": (Action.KEY_LIST, ""),
    "keys rotate": (Action.KEY_ROTATE, ""),
    "keys import": (Action.KEY_IMPORT, "PASSWORD"),
    "keys export-public": (Action.KEY_EXPORT_PUBLIC, ""),
    "keys slots": (Action.SLOT_LIST, ""),
    "keys add-machine": (Action.SLOT_ADD, "m --out PASSWORD"),
    "keys remove-slot": (Action.SLOT_REMOVE, "none"),
    "keys new-recovery": (Action.SLOT_ADD, "--recovery-file PASSWORD"),
    "agents add": (Action.AGENT_ADD, "x --agency nowhere --trained-on 2026-11-01"),
    "agents change": (Action.AGENT_ADD, "nobody-here --days 3"),
    "agents qr": (Action.AGENT_ADD, "nobody-here --yes"),
    "agents revoke": (Action.AGENT_REVOKE, "nobody-here"),
    "agents list": (Action.AGENT_LIST, ""),
    "agents lapsing": (Action.AGENT_LIST, ""),
    "agencies add": (Action.AGENT_ADD, "... --kind police"),
    "agencies close": (Action.AGENT_REVOKE, "nowhere"),
    "agencies list": (Action.AGENT_LIST, ""),
    "forms publish": (Action.FORM_PUBLISH, "FORM"),
    "unseal": (Action.SUBMISSION_OPEN, ""),
}
# These show no record and change nothing that is kept, or come before anybody can sign in.
OPEN = {
    "init": "nobody can sign in yet; done once",
    "people recover": "whoever holds the recovery code",
    "forms check": "looks at a spreadsheet only",
    "forms diff": "looks at a spreadsheet and what tablets are given",
    "forms list": "what tablets are given",
    "books": "counts only",
    "doctor": "must work when nobody can sign in",
    "open-folder": "needs no installation, and the private key in a file",
}


def commands() -> Iterator[str]:
    context = click.Context(main)
    for family in FAMILIES:
        command = main.get_command(context, family)  # type: ignore[attr-defined]  # a group
        if isinstance(command, click.Group):
            yield from (f"{family} {name}" for name in command.commands)
        else:
            yield family


class Office:
    """One installation with somebody of each role."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'lespwa.sqlite3'}"
        with closing(open_database(self.url)) as database:
            database.upgrade()
            custody = open_custody(database, role=Role.DATA_MANAGER)
            for role in Role:
                custody.add(database, role.value.replace("_", "-"), role)
            with database.work() as work:
                work.connection.execute(account.update().values(expires_at=NOON.replace(year=2027)))
                work.note("amina", "account.approved", "everybody")
                work.commit()

    def is_let_in(self, role: Role, command: str, words: str) -> bool:
        settings = {"LESPWA_DATA": str(self.folder), "LESPWA_DATABASE_URL": self.url}
        login = role.value.replace("_", "-")
        signs_in = environ(self.folder, login)
        files = {"PASSWORD": signs_in["LESPWA_PASSWORD_FILE"], "FORM": str(FORM)}
        done = CliRunner().invoke(
            main,
            [*command.split(), *(files.get(each, each) for each in words.split())],
            env=settings | signs_in,
            obj=House(clock=lambda: NOON, cost=lambda: TINY),
        )
        assert done.exit_code in {0, 1}, done.output
        return NOT_ALLOWED not in done.output

    def refusals(self) -> int:
        told = select(func.count()).where(event.c.action == "access.refused")
        with closing(open_database(self.url)) as database, database.reading() as connection:
            return connection.scalar(told) or 0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def test_every_command_is_guarded_or_says_why_not() -> None:
    assert set(commands()) == {*GUARDED, *OPEN}


@pytest.mark.requirement("R83", "R91")
@pytest.mark.parametrize("command", GUARDED)
def test_each_command_lets_in_the_roles_of_the_table(office: Office, command: str) -> None:
    action, words = GUARDED[command]
    before = office.refusals()
    let_in = {role for role in Role if office.is_let_in(role, command, words)}
    assert let_in == ROLES_OF[action]
    assert office.refusals() - before == len(Role) - len(let_in)
