"""The files beside a spreadsheet are read from its folder only."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli.publishing.form_files import read_source
from server.errors import Refused


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A spreadsheet's folder, beside which lies what no form may take."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.csv").write_bytes(b"secret")
    folder = tmp_path / "forms"
    (folder / "media").mkdir(parents=True)
    (folder / "tip.xlsx").write_bytes(b"a sheet")
    return folder / "tip.xlsx"


def test_mark_of_an_open_workbook_is_named_as_such(sheet: Path) -> None:
    with pytest.raises(Refused, match="Excel's mark that the form is open"):
        read_source(sheet.with_name("~$tip.xlsx"))


def test_link_out_of_the_folder_is_refused(sheet: Path) -> None:
    (sheet.parent / "media" / "towns.csv").symlink_to("../../private/secret.csv")
    media = read_source(sheet).media
    with pytest.raises(Refused, match=r"towns\.csv: it is a link that leads out"):
        media["towns.csv"]


def test_folder_that_is_a_link_out_is_refused(sheet: Path) -> None:
    (sheet.parent / "lists").symlink_to("../private")
    media = read_source(sheet).media
    with pytest.raises(Refused, match=r"secret\.csv: it is a link that leads out"):
        media["secret.csv"]


def test_link_within_the_folder_is_followed(sheet: Path) -> None:
    (sheet.parent / "media" / "towns.csv").write_bytes(b"name")
    (sheet.parent / "places.csv").symlink_to("media/towns.csv")
    assert read_source(sheet).media["places.csv"] == b"name"


def test_folder_may_be_reached_by_a_link_itself(sheet: Path, tmp_path: Path) -> None:
    (sheet.parent / "towns.csv").write_bytes(b"name")
    (tmp_path / "link").symlink_to(sheet.parent)
    assert read_source(tmp_path / "link" / "tip.xlsx").media["towns.csv"] == b"name"


def test_link_out_that_no_form_names_is_no_trouble(sheet: Path) -> None:
    (sheet.parent / "media" / "other.csv").symlink_to("../../private/secret.csv")
    assert read_source(sheet).content == b"a sheet"
