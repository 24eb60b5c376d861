"""An old form key goes when nothing that is held needs it, and only by two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.services.filing.opening import Opener
from server.services.trust.keys import KeyRing, list_keys, rotate
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import event, form_key, form_version, submission
from tests.postgresql import PostgreSQL
from tests.simulators.office import TINY, environ, open_custody
from tests.storage.offices import dispose, files_of
from tests.storage.senders import ANSWERS, NOON, Office, Tablet, filled

WHY = "Nobody needs it any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where people type commands about the key that was replaced."""

    folder: Path
    url: str
    old: str

    def run(self, login: str, *words: str, answer: str | None = None) -> Result:
        settings = {"LESPWA_DATA": str(self.folder / "data"), "LESPWA_DATABASE_URL": self.url}
        env = settings | environ(self.folder, login)
        house = House(cost=lambda: TINY, can_ask=lambda: answer is not None)
        return CliRunner().invoke(main, ["keys", *words], env=env, obj=house, input=answer)

    def ask(self, login: str = "amina") -> Result:
        return self.run(login, "destroy", self.old[:12], "--why", WHY)

    def agree(self, login: str = "leon") -> Result:
        return self.run(login, "authorise-destroy", self.old[:12], "--yes")


@pytest.fixture
def desk(database_url: str, vault: Vault, tablet: Tablet, tmp_path: Path) -> Desk:
    database = tablet.database
    custody = open_custody(database, vault=vault)
    leon = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "ada", Role.ADMINISTRATOR)
    custody.approve(database, "ada", by=leon)
    with database.reading() as connection:
        old = list_keys(connection)[0].fingerprint
    return Desk(folder=tmp_path, url=database_url, old=old)


@pytest.fixture
def replaced(desk: Desk, database: Database, vault: Vault) -> Desk:
    """The desk, after a new key was made and the form published with it."""
    with database.work() as work:
        new = rotate(work, vault, NOON + timedelta(days=1), actor="amina", bits=2048)
        carried = form_version.update().values(key_fingerprint=new.fingerprint)
        work.connection.execute(carried)
        work.note("amina", "form.published", "tip")
        work.commit()
    return desk


def is_here(database: Database, fingerprint: str) -> bool:
    kept = select(form_key.c.private_sealed).where(form_key.c.fingerprint == fingerprint)
    with database.reading() as connection:
        return connection.scalar(kept) is not None


def test_two_people_destroy_a_key_that_opens_nothing(
    replaced: Desk, database: Database, vault: Vault, postgresql: PostgreSQL
) -> None:
    with database.reading() as connection:
        kept = select(form_key.c.private_sealed).where(form_key.c.fingerprint == replaced.old)
        sealed: bytes = connection.scalar(kept) or b""
    assert f"lespwa keys authorise-destroy {replaced.old[:16]}" in replaced.ask().stdout
    done = replaced.agree()
    assert (done.exit_code, "Destroyed." in done.stdout) == (0, True), done.output
    assert not is_here(database, replaced.old)
    assert not any(sealed[:200] in each.read_bytes() for each in files_of(database, postgresql))
    with database.reading() as connection:
        assert len(KeyRing(vault).for_form(connection, "tip", "1")) == 1
        told = select(event.c.action).where(event.c.subject == replaced.old)
        actions = list(connection.scalars(told.order_by(event.c.sequence)))
    assert actions[-2:] == ["key.destruction_requested", "key.destroyed"]


def test_leader_sees_the_request_and_is_asked(replaced: Desk, database: Database) -> None:
    replaced.ask()
    kept = replaced.run("leon", "authorise-destroy", replaced.old[:12], answer="n\n")
    for each in (f"fingerprint: {replaced.old}", "requested by: amina", f"why: {WHY}"):
        assert f"  {each}\n" in kept.stdout
    assert "Nothing was destroyed" in kept.stdout
    assert "replaced, to be destroyed once a Leader agrees" in replaced.run("leon", "list").stdout
    assert is_here(database, replaced.old)


def _waiting(tablet: Tablet, office: Office) -> None:
    assert office.count(submission) == 0
    tablet.send_sealed()


def _incomplete(tablet: Tablet, office: Office) -> None:
    assert office.count(submission) == 0
    assert tablet.send(tablet.seal()[0], {}).missing


def _filed(tablet: Tablet, office: Office) -> None:
    _waiting(tablet, office)
    office.unseal()


def _in_clear(tablet: Tablet, office: Office) -> None:
    tablet.send(filled(1, ANSWERS | {"photo": "a.jpg"}), {"a.jpg": b"a"})
    office.unseal()


def _change(office: Office, **values: object) -> None:
    with office.database.work() as work:
        work.connection.execute(submission.update().values(**values))
        work.note("cruz", "submission.reopened", "1")
        work.commit()


def _filed_by_an_older_version(tablet: Tablet, office: Office) -> None:
    _filed(tablet, office)
    _change(office, kept_seal=None)


def _damaged(tablet: Tablet, office: Office) -> None:
    _waiting(tablet, office)
    _change(office, envelope=b"?")


HELD = {
    "waiting": _waiting,
    "incomplete": _incomplete,
    "filed by an older version": _filed_by_an_older_version,
    "damaged": _damaged,
}
OPENED = {"filed": _filed, "in clear": _in_clear}


@pytest.mark.parametrize("how", OPENED)
def test_key_goes_though_what_was_opened_with_it_is_held(
    desk: Desk, tablet: Tablet, office: Office, request: pytest.FixtureRequest, how: str
) -> None:
    OPENED[how](tablet, office)
    request.getfixturevalue("replaced")
    desk.ask()
    assert desk.agree().exit_code == 0
    assert not is_here(office.database, desk.old)
    with office.database.reading() as connection:
        held = connection.scalars(select(submission.c.id)).one()
        opened = Opener.of(office.opener.keys.vault).find_and_open(connection, held)
        assert opened.answers.instance_id == "uuid:1"


@pytest.mark.parametrize("how", HELD)
def test_key_that_something_needs_stays(
    desk: Desk,
    tablet: Tablet,
    office: Office,
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    HELD[how](tablet, office)
    request.getfixturevalue("replaced")
    desk.ask()
    refused = desk.agree()
    assert refused.exit_code == 1
    assert "The key stays: without it 1 submission held here, first " in refused.stderr
    assert is_here(office.database, desk.old)


def test_key_goes_once_what_it_sealed_was_disposed_of(
    desk: Desk, tablet: Tablet, office: Office, request: pytest.FixtureRequest
) -> None:
    _waiting(tablet, office)
    with office.database.reading() as connection:
        held = connection.scalars(select(submission.c.id)).one()
    request.getfixturevalue("replaced")
    dispose(office.database, held)
    desk.ask()
    assert desk.agree().exit_code == 0
    assert not is_here(office.database, desk.old)


def test_what_another_key_sealed_does_not_need_it(
    replaced: Desk, tablet: Tablet, office: Office, vault: Vault
) -> None:
    with office.database.reading() as connection:
        [new, _] = KeyRing(vault).for_form(connection, "tip", "1")
    late = Tablet(office.database, new)
    late.send_sealed(1)
    tablet.send(filled(2, ANSWERS), {})  # boxed with the new key
    office.unseal()
    replaced.ask()
    assert replaced.agree().exit_code == 0
    assert replaced.old


REFUSALS: dict[str, tuple[Callable[[Desk], Result], str]] = {
    "nobody asked": (Desk.agree, "No such request"),
    "who asked": (lambda desk: (desk.ask("leon"), desk.agree("leon"))[1], "somebody else"),
    "data manager": (lambda desk: (desk.ask(), desk.agree("amina"))[1], "It is for a Leader"),
    "administrator": (lambda desk: desk.ask("ada"), "Your role does not allow this"),
    "twice": (lambda desk: (desk.ask(), desk.ask())[1], "requested already"),
    "unknown": (
        lambda desk: desk.run("amina", "destroy", "zz", "--why", WHY),
        "no one form key",
    ),
    "no reason": (
        lambda desk: desk.run("amina", "destroy", desk.old, "--why", "no"),
        "Say why",
    ),
    "gone": (lambda desk: (desk.ask(), desk.agree(), desk.ask())[2], "is not here (any more)"),
    "refused": (
        lambda desk: (desk.ask(), desk.run("leon", "refuse-destroy", desk.old), desk.agree())[2],
        "No such request",
    ),
    "taken back": (
        lambda desk: (desk.ask(), desk.run("amina", "refuse-destroy", desk.old), desk.agree())[2],
        "No such request",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_every_other_way_is_refused_in_a_sentence(replaced: Desk, what: str) -> None:
    attempt, said = REFUSALS[what]
    refused = attempt(replaced)
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_current_key_cannot_be_destroyed(desk: Desk, database: Database) -> None:
    assert "Forms still carry this key" in desk.ask().stderr
    assert is_here(database, desk.old)
