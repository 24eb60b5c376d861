"""A case export holds every record, with where it came from and what could not be filed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.event import listen

from exporters.formats import Format
from exporters.tables import Sink
from exporters.workbook import TooWide
from server.errors import Refused
from server.services.export.case_layout import CaseOptions
from server.services.export.export_account import Account, Exported
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish, export_file
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.tables import event
from tests.storage.senders import Office, Tablet

ANSWERS = {
    "description": "=A narrative",
    "count": "3",
    "began": "2026-05-04T10:00:00.000-04:00",
    "kinds": "kidnapping begging",
    "word": "a word",
    "novelty": "kept",
}


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> Office:
    """An office with one report filed and one submission that waits for a file."""
    tablet.send(*tablet.seal(1, answers=ANSWERS))
    office.unseal()
    tablet.send(tablet.seal(2)[0], {})
    return office


def export(office: Office, wish: Wish, options: CaseOptions | None = None) -> Exported:
    return export_cases(office.database, office.opener.data_keys, wish, options or CaseOptions())


def rows(path: Path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"{table}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_record_has_its_fields_and_where_they_came_from(filed: Office, wish: Wish) -> None:
    export(filed, wish)
    (report,) = rows(wish.path, "report")
    assert (report["description"], report["victim_count"]) == ("=A narrative", "3")
    assert report["started_at"] == "2026-05-04T10:00:00-04:00"
    assert report["exploitation"] == "kidnapping begging"
    assert (report["submission_form"], report["submission_version"]) == ("tip", "1")
    assert (report["submission_state"], report["subject_id"]) == ("filed", report["record_id"])
    assert json.loads(report["provenance"])["description"] == ["description"]


def test_provenance_is_written_alike_from_both_databases(filed: Office, wish: Wish) -> None:
    came_from = {"déscription": ["grp/é", 1, 'a "b" \\ \n']}
    table = RECORD_TABLES["report"]
    with filed.database.work() as work:
        work.connection.execute(table.update().values(provenance=came_from))
        work.note("cruz", "submission.reopened", "1")
        work.commit()
    export(filed, wish)
    (report,) = rows(wish.path, "report")
    assert report["provenance"] == json.dumps(came_from, ensure_ascii=False)


def test_what_fills_no_field_is_exported_too(filed: Office, wish: Wish) -> None:
    export(filed, wish)
    others = {
        row["path"]: (row["text"], row["is_known"]) for row in rows(wish.path, "other_answer")
    }
    assert others == {"word": ("a word", "1"), "novelty": ("kept", "0")}
    assert all(row["sentence"] for row in rows(wish.path, "finding"))


def test_every_submission_is_accounted_for(filed: Office, wish: Wish) -> None:
    account = export(filed, wish).account
    assert (account.total, account.exported) == (2, 1)
    assert account.not_exported == {"incomplete": 1}
    assert account.adds_up
    with zipfile.ZipFile(wish.path) as archive:
        assert (
            "1 of 2 submissions received are in this export." in archive.read("README.txt").decode()
        )


def test_labels_and_split_codes_are_there_on_request(filed: Office, wish: Wish) -> None:
    export(filed, wish, CaseOptions(with_labels=True, split_multiples=True))
    (report,) = rows(wish.path, "report")
    assert (report["exploitation/begging"], report["exploitation/servitude_slavery"]) == ("1", "0")
    assert report["exploitation_label"] == "kidnapping; Begging"  # a code outside the list is kept


@pytest.mark.requirement("R42")
def test_coded_data_can_be_had_without_narrative(filed: Office, wish: Wish) -> None:
    export(filed, wish, CaseOptions(coded_only=True))
    with zipfile.ZipFile(wish.path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"A narrative" not in everything
    assert b"a word" not in everything
    assert b"kidnapping begging" in everything


def test_coded_data_needs_no_key_and_the_rest_does(filed: Office, wish: Wish) -> None:
    with pytest.raises(Refused, match="needs a key to the vault"):
        export_cases(filed.database, None, wish, CaseOptions())
    done = export_cases(filed.database, None, wish, CaseOptions(coded_only=True))
    assert (done.account.exported, rows(wish.path, "report")[0]["victim_count"]) == (1, "3")


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_records(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    asked: list[str] = []
    keys, again = office.opener.data_keys, replace(wish, may_overwrite=True)
    listen(office.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for number in (1, 40):
        for each in range(number):
            tablet.send_sealed(100 * number + each)
        office.unseal()
        asked.clear()
        export_cases(office.database, keys, again, CaseOptions())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_workbook_has_a_sheet_for_each_kind(filed: Office, wish: Wish) -> None:
    export(filed, replace(wish, format=Format.XLSX))
    report = load_workbook(io.BytesIO(wish.path.read_bytes()))["report"]
    header, values = report.iter_rows(values_only=True)
    row = dict(zip(header, values, strict=True))
    assert (row["description"], row["victim_count"]) == ("=A narrative", 3)


def test_a_json_document_nests_the_records_of_a_submission(filed: Office, wish: Wish) -> None:
    export(filed, replace(wish, format=Format.JSON))
    document: Mapping[str, list[dict[str, list[dict[str, object]]]]] = json.loads(
        wish.path.read_text(encoding="utf-8")
    )
    (record,) = document["records"]
    (report,) = record["report"]
    assert (report["description"], report["victim_count"]) == ("=A narrative", 3)
    assert {each["path"] for each in record["other_answer"]} == {"word", "novelty"}


def test_a_formula_is_made_safe_on_request(filed: Office, wish: Wish) -> None:
    export(filed, replace(wish, is_formula_safe=True))
    assert rows(wish.path, "report")[0]["description"] == "'=A narrative"


@pytest.mark.requirement("R82")
def test_an_export_is_noted_with_its_hash_and_without_answers(filed: Office, wish: Wish) -> None:
    exported = export(filed, wish)
    with filed.database.reading() as connection:
        noted = connection.execute(select(event).where(event.c.action == "export.cases")).one()
    assert (noted.actor, noted.detail["sha256"]) == ("amina", exported.sha256)
    assert noted.detail["exported"] == 1
    assert "narrative" not in str(noted.detail)


@pytest.mark.requirement("R84")
@pytest.mark.parametrize(("is_coded", "subject"), [(True, "cases, coded only"), (False, "cases")])
def test_event_tells_whether_personal_data_left(
    filed: Office, wish: Wish, *, is_coded: bool, subject: str
) -> None:
    export(filed, wish, CaseOptions(coded_only=is_coded))
    with filed.database.reading() as connection:
        noted = select(event.c.subject).where(event.c.action == "export.cases")
        assert connection.scalar(noted) == subject


def test_many_submissions_come_in_stretches(tablet: Tablet, office: Office, wish: Wish) -> None:
    for number in range(105):
        tablet.send_sealed(number)
    office.unseal(limit=200)
    told: list[tuple[int, int]] = []
    keys = office.opener.data_keys
    export_cases(office.database, keys, wish, CaseOptions(), tell=lambda *done: told.append(done))
    assert len(rows(wish.path, "report")) == len(rows(wish.path, "submission")) == 105
    assert told == [(100, 105), (105, 105)]


def _too_wide(_sink: Sink) -> Account:
    raise TooWide("means")


def test_a_table_that_no_sheet_can_hold_is_one_sentence(office: Office, wish: Wish) -> None:
    with pytest.raises(Refused, match="the table means has more columns"):
        export_file(office.database, wish, "export.cases", "cases", _too_wide)
    assert not wish.path.exists()
