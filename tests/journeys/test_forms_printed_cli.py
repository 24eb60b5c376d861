"""`lespwa forms print`, `card` and `poster`: an officer brings the forms to paper."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from server.cli import main
from server.storage.engine import open_database
from tests.simulators.office import environ, open_custody

XLSFORMS = Path(__file__).parents[2] / "xlsforms"


class Officer:
    """Somebody at the command line, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        data = folder / "data"
        data.mkdir()
        url = f"sqlite:///{data / 'lespwa.sqlite3'}"
        with closing(open_database(url)) as database:
            database.upgrade()
            open_custody(database)
        settings = {"LESPWA_DATA": str(data), "LESPWA_DATABASE_URL": url, "LESPWA_HOTLINE": "911"}
        self.runner = CliRunner(env=settings | environ(data))

    def forms(self, *arguments: str) -> Result:
        return self.runner.invoke(main, ["forms", *arguments])

    def text(self, name: str) -> str:
        reader = PdfReader(io.BytesIO((self.folder / name).read_bytes()))
        return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.fixture
def officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    monkeypatch.chdir(tmp_path)
    return Officer(tmp_path)


@pytest.mark.requirement("R4", "R34")
def test_published_form_is_printed_with_its_version(officer: Officer) -> None:
    assert officer.forms("publish", str(XLSFORMS / "screening.xlsx")).exit_code == 0
    done = officer.forms("print", "screening")
    assert done.stdout == "screening-en.pdf: 4 sheets of A4 in English (en)\n"
    text = officer.text("screening-en.pdf")
    assert "Version 20" in text
    assert "Call the Hotline first: 911." in text


def test_same_published_form_gives_the_same_bytes(officer: Officer) -> None:
    officer.forms("publish", str(XLSFORMS / "screening.xlsx"))
    for name in ("a.pdf", "b.pdf"):
        officer.forms("print", "screening", "--out", name)
    assert Path("a.pdf").read_bytes() == Path("b.pdf").read_bytes()


def test_spreadsheet_is_printed_as_a_draft_in_a_language(officer: Officer) -> None:
    done = officer.forms("print", str(XLSFORMS / "consent.xlsx"), "--language", "fr")
    assert done.stdout.startswith("consent-fr.pdf: ")
    assert "Projet, non publié" in officer.text("consent-fr.pdf")


def test_form_that_is_not_there_is_refused(officer: Officer) -> None:
    done = officer.forms("print", "nothing")
    assert (done.exit_code, "There is no form named nothing." in done.stderr) == (1, True)


def test_spreadsheet_that_is_no_form_is_refused(officer: Officer) -> None:
    Path("notes.xlsx").write_text("hello", encoding="utf-8")
    done = officer.forms("print", "notes.xlsx")
    assert done.exit_code == 1
    assert "this is not an Excel workbook" in done.stdout


def test_language_that_the_form_lacks_is_refused(officer: Officer) -> None:
    done = officer.forms("print", str(XLSFORMS / "screening.xlsx"), "--language", "fr")
    assert "nothing in the language fr; there is English (en)." in done.stderr


def test_file_that_is_there_is_left_alone(officer: Officer) -> None:
    Path("mine.pdf").write_text("mine", encoding="utf-8")
    done = officer.forms("card", "--out", "mine.pdf")
    assert "it is there already" in done.stderr
    assert Path("mine.pdf").read_text(encoding="utf-8") == "mine"


def test_file_that_cannot_be_written_is_one_sentence(officer: Officer) -> None:
    done = officer.forms("card", "--out", "no/such/folder.pdf")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


def test_card_is_printed_in_one_language_or_in_all(officer: Officer) -> None:
    assert "print it on both sides" in officer.forms("card").stdout
    officer.forms("card", "--language", "es", "--out", "es.pdf")
    assert "Signs to notice" in officer.text("signs-card.pdf")
    assert "Signs to notice" not in officer.text("es.pdf")


@pytest.mark.requirement("R19")
def test_poster_names_where_people_report(officer: Officer) -> None:
    done = officer.forms("poster", "--url", "https://reports.example.org")
    assert "leads to https://reports.example.org/report" in done.stdout
    assert "reports.example.org/report" in officer.text("poster.pdf")


def test_poster_without_an_address_is_refused(officer: Officer) -> None:
    done = officer.forms("poster")
    assert "give --url, or set LESPWA_PUBLIC_URL" in done.stderr


def test_poster_with_an_address_that_is_none_is_refused(officer: Officer) -> None:
    assert officer.forms("poster", "--url", "reports").exit_code == 2


def test_poster_in_a_language_there_is_not_is_refused(officer: Officer) -> None:
    done = officer.forms("poster", "--url", "https://a.example", "--language", "xx")
    assert "there is en, es, fr" in done.stderr


def test_words_of_the_office_are_printed(officer: Officer) -> None:
    own = "key,English (en),Kwéyòl (acf)\npaper.card.title,Look out for,Gadé byen\n"
    (officer.folder / "data" / "words.csv").write_text(own, encoding="utf-8")
    assert officer.forms("card").exit_code == 0
    text = officer.text("signs-card.pdf")
    assert "Look out for" in text
    assert "Gadé byen" in text


def test_letters_that_are_left_out_are_told(officer: Officer) -> None:
    own = "key,தமிழ் (ta)\npaper.card.title,தமிழ்\n"
    (officer.folder / "data" / "words.csv").write_text(own, encoding="utf-8")
    done = officer.forms("card", "--language", "ta")
    assert "No letters for: " in done.stdout
    assert "give --font" in done.stdout
