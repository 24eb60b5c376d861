"""The lists of countries, districts and languages come from ISO, and the forms copy them."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from server.domain.vocabulary import VOCABULARY
from tests.spreadsheets import FOLDER, Row, spreadsheet

COLUMNS = {
    "English (en)": "name_en",
    "Español (es)": "name_es",
    "Français (fr)": "name_fr",
}
COPIES = [
    ("screening", "country"),
    ("screening", "district"),
    ("hotline", "country"),
    ("hotline", "district"),
    ("hotline", "language"),
    ("online_report", "country"),
    ("online_report", "district"),
]
FILES = {"country": "countries", "district": "districts", "language": "languages"}
NOT_ISO = {"unknown", "other"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parents[3] / "tools" / "lists.py"
    spec = importlib.util.spec_from_file_location("lists", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[Row]:
    with (FOLDER / "lists" / f"{FILES[name]}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", ["countries", "districts", "languages"])
def test_committed_file_is_what_the_script_writes(
    script: ModuleType, tmp_path: Path, table: str
) -> None:
    made = tmp_path / "made.csv"
    script.write(made, getattr(script, table)())
    assert made.read_text() == (FOLDER / "lists" / f"{table}.csv").read_text()


@pytest.mark.parametrize("table", ["countries", "districts", "languages"])
def test_vocabulary_file_is_what_the_script_writes(
    script: ModuleType, tmp_path: Path, table: str
) -> None:
    made = tmp_path / "made.csv"
    script.write(made, script.labels(getattr(script, table)()))
    assert made.read_text() == (script.VOCABULARY / f"{table}.csv").read_text()


@pytest.mark.parametrize(("form_id", "name"), COPIES)
def test_choices_have_every_code_of_the_list_once(form_id: str, name: str) -> None:
    codes = [code for code in spreadsheet(form_id).codes(name) if code not in NOT_ISO]
    assert sorted(codes) == sorted(row["code"] for row in rows(name))


@pytest.mark.parametrize(("form_id", "name"), COPIES)
def test_choices_are_named_as_in_the_list(form_id: str, name: str) -> None:
    sheet = spreadsheet(form_id)
    by_code = {row["code"]: row for row in rows(name)}
    for row in sheet.choices:
        if row["list_name"] == name and row["name"] in by_code:
            for language in sheet.form.languages:
                column = COLUMNS[language] if name == "country" else "name"
                assert row[f"label::{language}"] == by_code[row["name"]][column]


@pytest.mark.parametrize(("form_id", "name"), COPIES)
def test_unknown_is_the_last_choice(form_id: str, name: str) -> None:
    assert spreadsheet(form_id).codes(name)[-1] == "unknown"


def test_saint_lucia_and_its_creole_come_early() -> None:
    assert spreadsheet("screening").codes("country")[0] == "LCA"
    assert spreadsheet("hotline").codes("language")[:2] == ("eng", "acf")


def test_names_are_in_the_order_of_speech(script: ModuleType) -> None:
    assert script.spoken("Palestine, State of") == "State of Palestine"
    assert script.spoken("Bonaire, Sint Eustatius and Saba") == "Bonaire, Sint Eustatius and Saba"
    assert script.spoken("Saint Lucia") == "Saint Lucia"


@pytest.mark.requirement("R7")
def test_districts_are_the_ten_of_iso_3166_2() -> None:
    codes = [row["code"] for row in rows("district")]
    assert codes == [f"LC-{n:02}" for n in (1, 2, 3, 5, 6, 7, 8, 10, 11, 12)]


def test_short_list_of_contact_languages_has_codes_of_the_long_one() -> None:
    short = spreadsheet("online_report").codes("contact_language")
    assert set(short) <= set(VOCABULARY["language"].codes)
