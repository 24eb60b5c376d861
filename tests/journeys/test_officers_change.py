"""An officer changes a spreadsheet, and with no code the answers arrive where they belong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.journeys.station import Station, Tablet
from tests.simulators.shelf import Decision
from tests.spreadsheets import FOLDER

LABEL, HINT, MAPPING = "label::English (en)", "hint::English (en)", "bind::case:field"
TATTOO = "means_of_control[mean=forced_tattoo,phase=entry].used"
LANDMARK = "reported/nearest_landmark"
YES_NO = ("yes", "no", "unknown")
BEFORE_THE_END = "prior_report_date"  # new questions go into its group
NEW_QUESTIONS = (
    {
        "type": "select_one yes_no_unknown",
        "name": "in_danger_now",
        LABEL: "Is the person in danger now?",
        MAPPING: "report.in_danger_now",
    },
    {
        "type": "text",
        "name": "nearest_landmark",
        LABEL: "What is the nearest landmark?",
        HINT: "No names of people.",  # the gate asks for it in a form without personal data
    },
    {
        "type": "select_one yes_no_unknown",
        "name": "entry_forced_tattoo",
        LABEL: "Was the person tattooed by force?",
        MAPPING: "means_of_control[phase=entry,mean=forced_tattoo].used",
    },
)
OLD = {
    "report.channel": "screening",
    "report.case_status": "potential_detected",
    "report.register_date": "2026-11-20",
    "report.place": "Made Up Bay",
    "report.exploitation": "labor",
}
NEW = {
    **OLD,
    "report.in_danger_now": "yes",
    LANDMARK: "The old “lime kiln” & quay",
    TATTOO: "yes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The installation after the change, a tablet with the old form and one with the new."""

    station: Station
    old: Tablet
    new: Tablet
    decided: Mapping[str, Decision]


def copy_of(form_id: str, folder: Path) -> Path:
    """Copy a spreadsheet with its lists to where the officer works on it."""
    shutil.copytree(FOLDER / "lists", folder / "lists", dirs_exist_ok=True)
    return Path(shutil.copy(FOLDER / f"{form_id}.xlsx", folder))


def add_rows(sheet: Worksheet, *rows: Mapping[str, str], after: str = "") -> None:
    """Insert rows below the row of that name; without a name below the last row."""
    headers = [str(cell.value) for cell in sheet[1]]
    name = headers.index("name")
    names = [str(row[name]) for row in sheet.iter_rows(values_only=True)]
    number = names.index(after) + 2 if after else sheet.max_row + 1
    sheet.insert_rows(number, len(rows))
    for turn, row in enumerate(rows):
        for header, text in row.items():
            sheet.cell(number + turn, headers.index(header) + 1, text)


def change_screening(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    add_rows(book["survey"], *NEW_QUESTIONS, after=BEFORE_THE_END)
    codes = ({"list_name": "yes_no_unknown", "name": each, LABEL: each.title()} for each in YES_NO)
    add_rows(book["choices"], *codes)
    book.save(path)


def add_tattoo_to_the_grid(path: Path) -> None:
    """Copy the two rows of a neighbour in the grid, and write the new mean for the old one."""
    book = openpyxl.load_workbook(path)
    survey = book["survey"]
    headers = [str(cell.value) for cell in survey[1]]
    lines = (dict(zip(headers, each, strict=True)) for each in survey.iter_rows(values_only=True))
    copied = [
        {
            header: str(text).replace("sexual_abuse", "forced_tattoo")
            for header, text in line.items()
            if text
        }
        for line in lines
        if str(line["name"]).startswith("entry_sexual_abuse")
    ]
    add_rows(survey, *copied, after="entry_sexual_abuse_by")
    book.save(path)


@pytest.fixture
def change(station: Station, tmp_path: Path) -> Iterator[Change]:
    path = copy_of("screening", tmp_path)
    station.run("forms", "publish", path)
    with station.tablet("agency").collect as old, station.tablet("agency").collect as new:
        tablets = Tablet(old), Tablet(new)
        for tablet in tablets:
            tablet.refresh()
        change_screening(path)
        station.run("forms", "publish", path)
        yield Change(station=station, old=tablets[0], new=tablets[1], decided=tablets[1].refresh())


@pytest.fixture
def filed(change: Change) -> Change:
    assert change.old.send("screening", OLD).is_sent
    assert change.new.send("screening", NEW).is_sent
    said = change.station.run("unseal")
    assert "2 opened" in said
    assert "2  filed" in said
    return change


def test_a_changed_form_reaches_the_tablet_as_an_update(change: Change) -> None:
    assert change.decided == {"screening": Decision.UPDATED_VERSION}


def test_new_questions_arrive_in_records_and_exports(filed: Change) -> None:
    _, new = filed.station.export("cases")
    (report,), (means,) = new["report"], new["means_of_control"]
    others = {each["path"]: each["text"] for each in new["other_answer"]}
    assert report["in_danger_now"] == "yes"
    assert (means["phase"], means["mean"], means["used"]) == ("entry", "forced_tattoo", "yes")
    assert others[LANDMARK] == NEW[LANDMARK]
    _, new = filed.station.export("submissions", "screening")
    names = [each["name"] for each in NEW_QUESTIONS]
    assert [new[f"reported-{each}"] for each in names] == ["yes", NEW[LANDMARK], "yes"]


def test_a_submission_of_the_old_version_still_files(filed: Change) -> None:
    old, new = filed.station.export("cases")
    assert old["version"] < new["version"]
    assert [each["state"] for each in (old, new)] == ["filed", "filed"]
    assert old["report"][0]["place"] == new["report"][0]["place"] == "Made Up Bay"
    assert "in_danger_now" not in old["report"][0]
    assert "means_of_control" not in old


def test_a_new_row_of_the_means_grid_needs_no_code(station: Station, tmp_path: Path) -> None:
    path = copy_of("case_record", tmp_path)
    add_tattoo_to_the_grid(path)
    station.run("forms", "publish", path)
    with station.tablet("expert").collect as collect:
        tablet = Tablet(collect)
        tablet.refresh()
        by_whom = TATTOO.replace("used", "by_whom")
        assert tablet.send("case_record", {TATTOO: "yes", by_whom: "recruiter employer"}).is_sent
    station.run("unseal")
    ((means,),) = [each["means_of_control"] for each in station.export("cases")]
    assert (means["mean"], means["used"]) == ("forced_tattoo", "yes")
    assert means["by_whom"] == "recruiter employer"
