from copy import deepcopy
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.storage.engine import open_database
from tests.javarosa.conftest import Exported, Filled, pass_through
from tests.javarosa.house import open_house
from tests.javarosa.lost import lost_from_cases, lost_from_submissions

_SAMPLE = 12  # PostgreSQL gets fewer: what differs between the databases shows in a few


def test_every_answer_comes_out_of_export_submissions(exported: Exported) -> None:
    lost = list(lost_from_submissions(exported.submissions, exported.form, exported.fills))
    assert lost == []


@pytest.mark.requirement("R1", "R37")
def test_every_answer_comes_out_of_export_cases(exported: Exported) -> None:
    lost = list(lost_from_cases(exported.cases, exported.form, exported.fills))
    assert lost == []


def test_every_attachment_comes_out_byte_for_byte(exported: Exported) -> None:
    sent = {
        (each.instance_id, name): content
        for each in exported.fills
        for name, content in each.files.items()
    }
    assert exported.media == sent


def test_proof_notices_one_missing_and_one_changed_cell(exported: Exported) -> None:
    first = exported.fills[0]
    held = next(each for each in first.answers if each.path == "meta/instanceName")
    for text in ("", held.value + " "):
        rows = deepcopy(exported.submissions)
        row = next(each for each in rows[exported.form.form_id] if each["KEY"] == first.instance_id)
        row["meta-instanceName"] = text
        lost = list(lost_from_submissions(rows, exported.form, exported.fills))
        assert lost == [(first.instance_id, held)]


def test_proof_notices_a_record_that_is_gone(exported: Exported) -> None:
    for kind in ("report", "person", "consent"):
        rows = exported.cases[kind]
        row = next(
            (each for each in rows if each["submission_form"] == exported.form.form_id), None
        )
        fewer = {**exported.cases, kind: [each for each in rows if each != row]}
        assert bool(row) == bool(list(lost_from_cases(fewer, exported.form, exported.fills)))


def test_no_answer_is_lost_on_postgresql_either(
    filled: Filled, postgresql_url: str, tmp_path: Path, form_key: RSAPrivateKey
) -> None:
    database = open_database(postgresql_url)
    house = open_house(database, tmp_path, form_key)
    exported = pass_through(house, filled.form, filled.fills[:_SAMPLE], tmp_path)
    assert list(lost_from_submissions(exported.submissions, exported.form, exported.fills)) == []
    assert list(lost_from_cases(exported.cases, exported.form, exported.fills)) == []
    database.close()
