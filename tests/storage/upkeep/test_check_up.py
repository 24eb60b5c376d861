"""What `lespwa doctor` finds wrong, each with its mend."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Executable, select, text

from server.cli import main
from server.cli.house import House
from server.domain.access import Role
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from server.services.trust.keys import current_public
from server.services.upkeep.check_up import Ailment, Grade, check_records
from server.storage.engine import Database
from server.storage.tables import form, form_key, form_version
from server.storage.trust.trust_tables import account, key_slot
from server.vault.cost import Cost
from tests.simulators.office import NOON, Custody, machine_environ, open_custody

STRONG = Cost(memory_kib=64 * 1024, passes=3, lanes=4)
CHEAP = {"weak_slot"}  # the passwords of these tests cost next to nothing


def found(database: Database, at: datetime = NOON) -> dict[str, Ailment]:
    with database.reading() as connection:
        return {each.code: each for each in check_records(connection, at)}


def codes(database: Database, at: datetime = NOON) -> set[str]:
    return set(found(database, at)) - CHEAP


def change(database: Database, statement: Executable) -> None:
    with database.work() as work:
        work.connection.execute(statement)
        work.note("cruz", "slot.removed", "vault")
        work.commit()


@pytest.fixture
def at_noon(database: Database) -> Database:
    """The database, whose events are all of noon."""
    database.clock = lambda: NOON
    return database


@pytest.fixture
def pair(at_noon: Database) -> Custody:
    custody = open_custody(at_noon)
    custody.add(at_noon, "leon", Role.LEADER)
    return custody


def test_nothing_is_wrong_with_two_custodians(at_noon: Database, pair: Custody) -> None:
    assert pair.account.is_custodian
    assert codes(at_noon) == set()


def test_strong_passwords_are_not_called_weak(at_noon: Database) -> None:
    open_custody(at_noon, cost=STRONG)
    assert set(found(at_noon)) == {"single_custodian"}


def test_missing_vault_is_said_with_its_mend(at_noon: Database) -> None:
    assert found(at_noon)["no_vault"].mend == "run `lespwa init`"


def test_single_custodian_is_named(at_noon: Database) -> None:
    open_custody(at_noon)
    assert "Only one person (amina) can" in found(at_noon)["single_custodian"].sentence


def test_custodians_who_cannot_sign_in_do_not_count(at_noon: Database, pair: Custody) -> None:
    expired = account.update().values(expires_at=NOON)
    change(at_noon, expired.where(account.c.id == pair.account.id))
    assert codes(at_noon) == {"single_custodian", "account_expired"}
    assert codes(at_noon, NOON + timedelta(days=390)) == {"no_custodian", "account_expired"}


def test_account_about_to_expire_is_a_note(at_noon: Database, pair: Custody) -> None:
    assert pair.account.login == "amina"
    soon = found(at_noon, NOON + timedelta(days=340))
    assert soon["account_expiring"].grade is Grade.NOTE
    assert "expires on 2027-11-22" in soon["account_expiring"].sentence


def test_damaged_slot_is_named(at_noon: Database, pair: Custody) -> None:
    damaged = key_slot.update().values(checksum=b"")
    change(at_noon, damaged.where(key_slot.c.account_id == pair.account.id))
    assert codes(at_noon) == {"damaged_slot", "single_custodian"}
    assert "slot amina is damaged" in found(at_noon)["damaged_slot"].sentence


def test_machine_slot_is_a_note(at_noon: Database, pair: Custody, tmp_path: Path) -> None:
    machine_environ(at_noon, pair, tmp_path)
    assert found(at_noon)["machine_slot"].grade is Grade.NOTE


def test_vault_without_a_recovery_code_is_wrong(at_noon: Database, pair: Custody) -> None:
    assert pair.code.text
    change(at_noon, key_slot.delete().where(key_slot.c.kind == "recovery"))
    assert codes(at_noon) == {"no_recovery"}


def test_old_key_and_lost_key_are_wrong(at_noon: Database, pair: Custody) -> None:
    with at_noon.reading() as connection:
        assert current_public(connection)
    assert pair.account
    change(at_noon, form_key.update().values(created_at=NOON - timedelta(days=401)))
    assert codes(at_noon) == {"old_key"}
    change(at_noon, form_key.update().values(private_sealed=None))
    assert codes(at_noon) == {"old_key", "key_missing"}


def test_clock_that_went_back_is_wrong(at_noon: Database, pair: Custody) -> None:
    assert pair.account
    assert codes(at_noon, NOON - timedelta(hours=1)) == {"clock_behind"}


class Clinic:
    """Runs the command on one database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.settings = {
            "LESPWA_DATA": str(folder / "data"),
            "LESPWA_DATABASE_URL": url,
            "LESPWA_HOTLINE": "555",
            "LESPWA_PUBLIC_URL": "https://reports.example.org",
        }
        (folder / "data").mkdir(mode=0o700)

    def doctor(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["doctor", *words], env=self.settings, obj=House())

    def codes(self) -> set[str]:
        said = json.loads(self.doctor("--json").stdout)
        assert said["is_well"] is not any(each["grade"] == "wrong" for each in said["found"])
        return {each["code"] for each in said["found"]} - {"no_java", *CHEAP}


@pytest.fixture
def clinic(tmp_path: Path, database_url: str) -> Clinic:
    return Clinic(tmp_path, database_url)


def test_doctor_says_each_in_a_sentence_with_its_mend(clinic: Clinic, database: Database) -> None:
    open_custody(database, at=database.clock())
    done = clinic.doctor()
    assert done.exit_code == 1
    said = "WRONG: Only one person (amina) can open the vault and mend a lost password.\n"
    assert said + "  Mend: add a second one with `lespwa people add`.\n" in done.stdout


def test_doctor_is_content_with_a_good_system(clinic: Clinic, database: Database) -> None:
    now = database.clock()
    custody = open_custody(database, cost=STRONG, at=now)
    custody.add(database, "leon", Role.LEADER, now)
    done = clinic.doctor()
    assert (done.exit_code, clinic.codes()) == (0, set())
    assert done.stdout.endswith("Nothing has to be mended.\n")


def test_doctor_finds_files_that_others_may_read(clinic: Clinic, database: Database) -> None:
    open_custody(database, at=database.clock())
    (clinic.folder / "data" / "keys").mkdir()
    (clinic.folder / "data" / "keys" / "old.pem").touch(mode=0o644)
    (clinic.folder / "data" / "keys" / "old.pem").chmod(0o644)
    (clinic.folder / "password").touch()
    (clinic.folder / "password").chmod(0o640)
    clinic.settings["LESPWA_PASSWORD_FILE"] = str(clinic.folder / "password")
    assert clinic.codes() == {"single_custodian", "weak_mode", "key_in_file"}
    assert clinic.doctor().stdout.count("chmod go=") == 2


def test_doctor_names_what_a_killed_export_left(clinic: Clinic, database: Database) -> None:
    open_custody(database, at=database.clock())
    left = clinic.folder / "data" / ".lespwa-left"
    left.mkdir()
    assert clinic.codes() == {"single_custodian", "left_over"}
    assert f"rm -r {left}" in clinic.doctor().stdout


def test_doctor_looks_at_what_the_public_sees(clinic: Clinic, database: Database) -> None:
    now = database.clock()
    open_custody(database, cost=STRONG, at=now).add(database, "leon", Role.LEADER, now)
    del clinic.settings["LESPWA_HOTLINE"]
    clinic.settings["LESPWA_PUBLIC_URL"] = "http://reports.example.org"
    assert (clinic.codes(), clinic.doctor().exit_code) == ({"no_hotline", "no_https"}, 0)
    (clinic.folder / "data" / "words.csv").write_text("key,Kwéyòl\n", encoding="utf-8")
    assert "words_unusable" in clinic.codes()


def publish_ours(database: Database, form_id: str) -> None:
    file = Path(__file__).parents[3] / "xlsforms" / f"{form_id}.xlsx"
    xform = compile_form(read_workbook(file.read_bytes(), file.name)).xform
    with database.reading() as connection:
        mark = connection.scalar(select(form_key.c.fingerprint))
    change(database, form.insert().values(id=form_id, audience="public", title="T", is_open=True))
    rest = {"version": "1", "source": b"", "content_hash": "", "published_at": NOON}
    row = {"id": form_id, "form_id": form_id, "xform": xform, "key_fingerprint": mark, **rest}
    change(database, form_version.insert().values({**row, "is_current": True}))


@pytest.mark.parametrize("form_id", ["online_report", "screening"])
def test_doctor_finds_a_form_that_names_another_hotline(
    clinic: Clinic, database: Database, form_id: str
) -> None:
    now = database.clock()
    open_custody(database, cost=STRONG, at=now).add(database, "leon", Role.LEADER, now)
    publish_ours(database, form_id)
    assert (clinic.codes(), clinic.doctor().exit_code) == ({"two_hotlines"}, 1)
    assert f"The form {form_id} says to call 847, the pages 555." in clinic.doctor().stdout
    clinic.settings["LESPWA_HOTLINE"] = "(84) 7"
    assert clinic.codes() == set()


def test_doctor_reports_single_custodian_machine_slot_weak_modes_and_old_key(
    clinic: Clinic, database: Database
) -> None:
    custody = open_custody(database, cost=STRONG, at=database.clock())
    settings = machine_environ(database, custody, clinic.folder)
    clinic.settings |= settings
    Path(settings["LESPWA_MACHINE_KEY_FILE"]).chmod(0o644)
    change(database, form_key.update().values(created_at=database.clock() - timedelta(days=401)))
    wanted = {"single_custodian", "machine_slot", "weak_mode", "old_key"}
    assert clinic.codes() == wanted
    said = clinic.doctor().stdout
    assert said.endswith("3 to be mended.\n")
    for mend in ("people add", "remove-slot", "chmod go=", "keys rotate"):
        assert f"{mend}" in said
    Path(settings["LESPWA_MACHINE_KEY_FILE"]).chmod(0o600)
    change(database, form_key.update().values(created_at=database.clock()))
    assert clinic.codes() == {"single_custodian", "machine_slot"}


def test_doctor_says_that_a_database_is_of_another_version(
    clinic: Clinic, database: Database
) -> None:
    other = text("UPDATE alembic_version SET version_num = :version")
    with database.engine.begin() as connection:
        current = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(other, {"version": "9999"})
    try:
        assert clinic.codes() == {"database_old"}
    finally:
        with database.engine.begin() as connection:
            connection.execute(other, {"version": current})


def test_doctor_who_may_not_look_says_so(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path, f"sqlite:///{tmp_path / ('n' * 300)}")
    assert clinic.codes() == {"database_unreachable"}
    assert "run this as the user to whom LESPWA_DATA belongs" in clinic.doctor().stdout


def test_doctor_without_a_database_says_so(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path, f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert clinic.codes() == {"no_vault"}
    assert not (tmp_path / "none.sqlite3").exists()
    clinic.settings["LESPWA_DATABASE_URL"] = f"postgresql://nobody@/none?host={tmp_path}"
    assert clinic.codes() == {"database_unreachable"}


def test_tables_of_another_version_are_one_sentence(at_noon: Database, pair: Custody) -> None:
    assert pair.account.is_custodian
    with closing(at_noon.engine.raw_connection()) as raw:
        raw.cursor().execute("ALTER TABLE audit_head RENAME TO elsewhere")
        raw.commit()
    try:
        [only] = found(at_noon).values()
    finally:
        with closing(at_noon.engine.raw_connection()) as raw:
            raw.cursor().execute("ALTER TABLE elsewhere RENAME TO audit_head")
            raw.commit()
    assert only.sentence.endswith("not those of this version: audit_head.id is missing.")


def test_event_without_a_time_zone_does_not_stop_the_doctor(
    at_noon: Database, pair: Custody
) -> None:
    assert pair.account.is_custodian
    row = "999999, '2026-11-23 00:30:00', 'x', 'x', 'x', '{}', NULL, NULL"
    names = "sequence, at, actor, action, subject, detail, previous_hash, hash"
    hashes = {"sqlite": "x''", "postgresql": "''"}[at_noon.engine.dialect.name]
    with closing(at_noon.engine.raw_connection()) as raw:
        values = row.replace("NULL", hashes)
        raw.cursor().execute(f"INSERT INTO event ({names}) VALUES ({values})")  # noqa: S608 - ours
        raw.commit()
    assert "clock_behind" in codes(at_noon)
