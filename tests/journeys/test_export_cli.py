"""The export commands, as typed: files, summaries, refusals."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import rsa

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.services.trust.keys import add_key
from server.storage.engine import open_database
from server.storage.export.export_tables import export_request
from server.storage.tables import form, form_version, submission
from tests.simulators.agreeing import WHY, agree_on_export
from tests.simulators.office import TINY, environ, open_custody
from tests.simulators.vault import fixed_vault
from tests.storage import senders

_ID = re.compile(r"export authorise (\w+)")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with two filed reports and one that is incomplete."""
    folder = tmp_path_factory.mktemp("data")
    database = open_database(url_of(folder))
    database.upgrade()
    key, vault = rsa.generate_private_key(65537, 2048), fixed_vault()
    with database.work() as work:
        public = add_key(work, vault, key, at=senders.NOON, actor="amina")
        row = {"id": "tip", "audience": "public", "title": "Tip", "is_open": True}
        work.connection.execute(form.insert(), row)
        work.connection.execute(form_version.insert(), senders.version_row("1", public))
        work.note("amina", "form.published", "tip")
        work.commit()
    open_custody(database, vault=vault).add(database, "leon", Role.LEADER)
    tablet = senders.Tablet(database, key)
    tablet.send(*tablet.seal(1, files=[("a.jpg", b"123")]))
    tablet.send_sealed(2)
    senders.office(database, vault).unseal()
    tablet.send(tablet.seal(3)[0], {})
    database.close()
    for what in ("cases", "submissions tip"):
        agree_on_export(url_of(folder), what)
    return folder


def url_of(data: Path) -> str:
    return f"sqlite:///{data / 'lespwa.sqlite3'}"


def run(data: Path, *arguments: object, login: str = "amina", answer: str | None = None) -> Result:
    settings = {"LESPWA_DATA": str(data), "LESPWA_DATABASE_URL": url_of(data)} | environ(
        data, login
    )
    words = ["export", *map(str, arguments)]
    house = House(cost=lambda: TINY, can_ask=lambda: answer is not None)
    return CliRunner(env=settings).invoke(main, words, obj=house, input=answer)


EXPORTS: Sequence[Sequence[str]] = [
    (*what, "--format", format_)
    for what in (("submissions", "tip"), ("cases",))
    for format_ in ("csv", "xlsx", "json")
]


@pytest.mark.parametrize("words", EXPORTS, ids=" ".join)
def test_an_export_accounts_for_every_submission(
    data: Path, tmp_path: Path, words: Sequence[str]
) -> None:
    answer = run(data, *words, "--out", tmp_path / "out", "--json")
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    assert (said["received"], said["exported"], said["left_out"]) == (3, 2, {})
    assert said["not_exported"] == {"incomplete": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_the_summary_is_said_in_words(data: Path, tmp_path: Path) -> None:
    answer = run(data, "cases", "--format", "csv", "--out", tmp_path / "out.zip")
    assert "2 of 3 submissions received are in this export." in answer.stdout
    assert "1 waits for files that have not arrived." in answer.stdout


def test_a_file_that_is_there_is_kept_unless_told(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("mine")
    words = ("cases", "--format", "json", "--out", out)
    assert "it is there already; name another file, or replace it with --overwrite" in (
        run(data, *words).stderr
    )
    assert out.read_text() == "mine"
    assert run(data, *words, "--overwrite").exit_code == 0
    assert json.loads(out.read_text())["records"]


def test_attachments_can_go_into_the_zip_or_a_folder(data: Path, tmp_path: Path) -> None:
    words = ("submissions", "tip", "--format", "csv", "--out", tmp_path / "out.zip")
    answer = run(data, *words, "--attachments", "--json")
    assert json.loads(answer.stdout)["attachments"] == 1
    assert any(
        name.startswith("media/") for name in zipfile.ZipFile(tmp_path / "out.zip").namelist()
    )
    run(data, *words, "--overwrite", "--attachments-to", tmp_path / "media")
    assert [each.read_bytes() for each in (tmp_path / "media").rglob("a.jpg")] == [b"123"]


def test_a_csv_export_is_not_named_as_one_table(data: Path, tmp_path: Path) -> None:
    answer = run(data, "cases", "--format", "csv", "--out", tmp_path / "out.csv")
    assert answer.exit_code == 2
    assert "a zip of tables" in answer.stderr


def test_an_export_is_not_named_as_another_format(data: Path, tmp_path: Path) -> None:
    answer = run(data, "cases", "--format", "xlsx", "--out", tmp_path / "out.json")
    assert answer.exit_code == 2
    assert "name it out.xlsx" in answer.stderr


def test_an_unknown_form_is_one_sentence(data: Path) -> None:
    answer = run(data, "request", "submissions", "none", "--why", WHY)
    assert (answer.exit_code, answer.stderr) == (1, "Error: There is no form named none.\n")


@pytest.mark.requirement("R83")
def test_who_may_not_export_is_refused_and_gets_no_file(data: Path, tmp_path: Path) -> None:
    words = ("cases", "--format", "json", "--out", tmp_path / "out")
    for more, right in ((), "personal export carry out"), (("--coded-only",), "record export"):
        answer = run(data, *words, *more, login="leon")
        assert answer.exit_code == 1
        said = f"Error: Your role does not allow this ({right}). It is for a Data Manager.\n"
        assert answer.stderr.endswith(said)
    assert list(tmp_path.iterdir()) == []


def test_a_lost_key_is_one_sentence_and_no_file(data: Path, tmp_path: Path) -> None:
    without = shutil.copytree(data, tmp_path / "data")
    database = open_database(url_of(without))
    senders.withdraw_keys(database)
    with database.work() as work:  # as filed before the seals were kept
        work.connection.execute(submission.update().values(kept_seal=None))
        work.note("test", "key.added", "vault")
        work.commit()
    database.close()
    words = ("submissions", "tip", "--format", "csv", "--out", tmp_path / "out")
    answer = run(without, *words, "--json")
    assert answer.exit_code == 1
    assert "no private form key is in the vault" in answer.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


@pytest.fixture
def unasked(data: Path, tmp_path: Path) -> Path:
    """The same installation before anybody asked for an export."""
    copy = shutil.copytree(data, tmp_path / "data")
    database = open_database(url_of(copy))
    with database.work() as work:
        work.connection.execute(export_request.delete())
        work.note("test", "key.added", "vault")
        work.commit()
    database.close()
    return copy


@pytest.mark.requirement("R79", "R93")
def test_personal_data_leave_when_two_people_agree(unasked: Path, tmp_path: Path) -> None:
    words = ("cases", "--format", "json", "--out", tmp_path / "out")
    assert "first ask with `lespwa export request cases --why …`." in run(unasked, *words).stderr
    asked = _ID.search(run(unasked, "request", "cases", "--why", WHY, "--days", 3).stdout)
    assert asked is not None
    assert f"`lespwa export authorise {asked[1]}`" in run(unasked, *words).stderr
    assert run(unasked, "authorise", asked[1]).exit_code == 1  # who asked
    assert not (tmp_path / "out").exists()
    agreed = run(unasked, "authorise", asked[1], "--yes", login="leon")
    assert f"lespwa export cases --request {asked[1]}" in agreed.stdout
    for more in (("--request", asked[1]), ("--overwrite",)):
        assert run(unasked, *words, *more).exit_code == 0
    (told,) = json.loads(run(unasked, "list", "--json").stdout)
    assert (told["state"], told["decided_by"], bool(told["last_used"])) == ("stands", "leon", True)


def test_leader_sees_the_request_and_is_asked_before_it_is_authorised(unasked: Path) -> None:
    words = ("submissions", "tip", "--why", WHY, "--recipient", "Police", "--days", 3)
    asked = _ID.search(run(unasked, "request", *words).stdout)
    assert asked is not None
    unanswered = run(unasked, "authorise", asked[1], login="leon")
    assert "Nobody is here to answer: give --yes" in unanswered.stderr
    refused = run(unasked, "authorise", asked[1], login="leon", answer="n\n")
    shown = ("what: submissions tip", "requested by: amina", f"why: {WHY}", "recipient: Police")
    assert all(f"  {each}\n" in refused.stdout for each in (*shown, "days: 3"))
    assert refused.stdout.endswith("Nothing was authorised, and the request still waits.\n")
    assert "state: waits for a Leader" in run(unasked, "list").stdout
    agreed = run(unasked, "authorise", asked[1], login="leon", answer="y\n")
    assert "Authorised until" in agreed.stdout


def test_coded_columns_need_no_request(unasked: Path, tmp_path: Path) -> None:
    words = ("cases", "--coded-only", "--format", "json", "--out", tmp_path / "out")
    assert run(unasked, *words).exit_code == 0


def test_refused_request_is_listed_and_serves_nothing(unasked: Path, tmp_path: Path) -> None:
    assert "Nobody has asked" in run(unasked, "list").stdout
    asked = _ID.search(run(unasked, "request", "cases", "--why", WHY).stdout)
    assert asked is not None
    assert "state: waits for a Leader" in run(unasked, "list").stdout
    assert run(unasked, "refuse", asked[1], login="leon").exit_code == 0
    assert "state: refused" in run(unasked, "list", login="leon").stdout
    words = ("cases", "--format", "json", "--out", tmp_path / "out", "--request", asked[1])
    assert "two people" in run(unasked, *words).stderr
