"""Books and audit held against each other, after somebody with SQL was at the books."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporters.formats import Format
from server.cli import main
from server.domain.states import State
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.filing.reckoning import Reckoning, reckon
from server.services.trust.audit import verify_chain
from server.services.upkeep.check_up import check_records
from server.storage.engine import Database
from tests.simulators.attacker import tamper
from tests.storage.senders import NOON, Office, Tablet

_FILES = "SELECT id FROM submission_file WHERE submission_id = '{id}'"
_DELETE = (
    f"DELETE FROM file_chunk WHERE file_id IN ({_FILES})",  # noqa: S608
    "DELETE FROM submission_file WHERE submission_id = '{id}'",
    "DELETE FROM submission WHERE id = '{id}'",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robbed:
    """A database with 40 sealed submissions, five of which somebody then deleted."""

    database: Database
    ids: tuple[str, ...]

    @property
    def gone(self) -> list[str]:
        return list(self.ids[:5])

    def reckoning(self) -> Reckoning:
        with self.database.reading() as connection:
            return reckon(connection)


@pytest.fixture
def robbed(database: Database, tablet: Tablet) -> Robbed:
    ids = tuple(str(tablet.send_sealed(number).submission_id) for number in range(40))
    tamper(database, *(each.format(id=gone) for gone in ids[:5] for each in _DELETE))
    return Robbed(database=database, ids=ids)


def run_books(url: str, folder: Path, *words: str) -> Result:
    env = {"LESPWA_DATABASE_URL": url, "LESPWA_DATA": str(folder)}
    return CliRunner().invoke(main, ["books", *words], env=env)


def test_books_and_audit_agree_while_nobody_is_at_them(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    tablet.send_sealed(1)
    office.unseal()
    with office.database.reading() as connection:
        assert reckon(connection) == Reckoning()


@pytest.mark.requirement("R59")
def test_submissions_that_were_deleted_are_named(robbed: Robbed) -> None:
    found = robbed.reckoning()
    assert (found.missing.count, found.missing.ids) == (5, robbed.gone)
    assert (found.slipped_in.count, found.emptied.count) == (0, 0)


def test_the_chain_alone_would_not_tell(robbed: Robbed) -> None:
    with robbed.database.reading() as connection:
        assert verify_chain(connection).is_whole


def test_command_names_them_and_its_exit_says_so(
    robbed: Robbed, database_url: str, tmp_path: Path
) -> None:
    done = run_books(database_url, tmp_path)
    assert done.exit_code == 1
    assert "Missing: 5 submissions were received, and are neither held nor" in done.stdout
    assert all(each in done.stdout for each in robbed.gone)


def test_command_tells_a_script(robbed: Robbed, database_url: str, tmp_path: Path) -> None:
    done = run_books(database_url, tmp_path, "--json", "--form", "tip")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["received"], told["missing"]["submissions"]) == (35, robbed.gone)


def test_command_is_content_with_what_is_whole(
    tablet: Tablet, database_url: str, tmp_path: Path
) -> None:
    tablet.send_sealed(1)
    assert run_books(database_url, tmp_path).exit_code == 0
    assert run_books(database_url, tmp_path, "--json").exit_code == 0


def test_doctor_names_them(robbed: Robbed) -> None:
    with robbed.database.reading() as connection:
        said = {each.code: each.sentence for each in check_records(connection, datetime.now(UTC))}
    assert all(each in said["books_differ"] for each in robbed.gone)


def test_export_says_it_in_its_account_and_in_its_event(robbed: Robbed, tmp_path: Path) -> None:
    wish = Wish(path=tmp_path / "cases.json", format=Format.JSON, actor="amina", at=NOON)
    done = export_cases(robbed.database, None, wish, CaseOptions(coded_only=True))
    assert done.account.as_json()["missing"] == 5
    assert any(each.startswith("Missing: 5 ") for each in done.account.sentences())
    assert "Missing: 5 submissions" in wish.path.read_text(encoding="utf-8")


def test_submission_that_nobody_sent_is_named(database: Database, tablet: Tablet) -> None:
    sent = tablet.send_sealed(1).submission_id
    columns = (
        "form_id, version, state, received_at, channel, is_plain, xml_sha256, envelope,"
        " envelope_is_sealed"
    )
    copied = f"SELECT 'forged', 'uuid:other', {columns} FROM submission WHERE id = '{sent}'"  # noqa: S608
    tamper(database, f"INSERT INTO submission (id, instance_id, {columns}) {copied}")
    with database.reading() as connection:
        found = reckon(connection)
    assert found.slipped_in.ids == ["forged"]
    assert found.sentences() == [
        "Slipped in: 1 submission is held, and its arrival was never noted."
    ]


def test_submission_that_only_seems_disposed_of_is_named(
    database: Database, tablet: Tablet
) -> None:
    sent = tablet.send_sealed(1).submission_id
    tamper(database, f"UPDATE submission SET state = '{State.DISPOSED}'")  # noqa: S608
    with database.reading() as connection:
        assert reckon(connection).emptied.ids == [sent]
