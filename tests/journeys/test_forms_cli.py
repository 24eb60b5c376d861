"""`lespwa forms`: an officer checks, publishes, compares and lists forms."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.cli.house import House
from server.cli.publishing.form_files import FilesBeside, read_source
from server.domain.permissions import Role
from server.errors import Refused
from server.storage.engine import open_database
from tests.simulators.gate import settings
from tests.simulators.office import environ, open_custody
from tests.simulators.sheets import form

SURVEY = "|type|name|label|bind::case:field|\n|select_one yn|a|Seen?||\n"
CHOICES = "|list_name|name|label|\n|yn|yes|Yes|\n|yn|no|No|"


class Officer:
    """Somebody at the command line, with a folder of spreadsheets and a data folder."""

    def __init__(self, folder: Path, role: Role = Role.LEADER) -> None:
        self.folder = folder
        data = folder / "data"
        data.mkdir()
        url = f"sqlite:///{data / 'lespwa.sqlite3'}"
        with closing(open_database(url)) as database:
            database.upgrade()
            open_custody(database, role=role)
        settings = {"LESPWA_DATA": str(data), "LESPWA_DATABASE_URL": url}
        self.runner = CliRunner(env=settings | environ(data))

    def write(self, name: str, survey: str = SURVEY, settings_: str | None = None) -> str:
        path = self.folder / name
        path.write_bytes(form(survey, CHOICES, settings_ if settings_ is not None else settings()))
        return str(path)

    def forms(self, *arguments: str) -> Result:
        return self.runner.invoke(main, ["forms", *arguments])

    def asked(self, answer: str, *arguments: str) -> Result:
        """Answer a command as somebody at a terminal."""
        house = House(can_ask=lambda: True)
        return self.runner.invoke(main, ["forms", *arguments], input=f"{answer}\n", obj=house)


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    return Officer(tmp_path)


def test_check_says_that_a_form_is_ready(officer: Officer) -> None:
    done = officer.forms("check", officer.write("trial.xlsx"))
    assert done.exit_code == 0
    assert "trial.xlsx: ready to publish, 1 questions, 0 answers mapped" in done.stdout


def test_check_names_the_place_and_the_mend(officer: Officer) -> None:
    wrong = officer.write("trial.xlsx", SURVEY + "|text|b|Where?|report.plaec|")
    done = officer.forms("check", wrong)
    assert done.exit_code == 1
    assert "Error, sheet survey, row 3, column D (bind::case:field)" in done.stdout
    assert "Did you mean “place”?" in done.stdout
    assert "trial.xlsx: cannot be published yet (1 error" in done.stdout


def test_check_answers_a_script(officer: Officer) -> None:
    done = officer.forms("check", "--json", officer.write("trial.xlsx", settings_="|form_id|\n|t|"))
    (found,) = json.loads(done.stdout)
    assert (found["form_id"], found["passes"]) == ("t", False)
    assert found["messages"][0]["sheet"] == "settings"


def test_check_of_a_file_that_is_no_form_is_one_sentence(officer: Officer) -> None:
    (officer.folder / "notes.xlsx").write_text("hello", encoding="utf-8")
    done = officer.forms("check", str(officer.folder / "notes.xlsx"))
    assert done.exit_code == 1
    assert "notes.xlsx: this is not an Excel workbook" in done.stdout


def test_publish_before_the_set_up_says_what_to_run(officer: Officer, tmp_path: Path) -> None:
    nowhere = {"LESPWA_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    done = officer.runner.invoke(
        main, ["forms", "publish", officer.write("trial.xlsx")], env=nowhere
    )
    assert done.stderr.startswith("Error: There is no Lespwa in ")
    assert done.stderr.endswith("run `lespwa init`.\n")
    assert done.exit_code == 1


def test_publish_makes_a_form_live_once(officer: Officer) -> None:
    path = officer.write("trial.xlsx")
    first, again = officer.forms("publish", path), officer.forms("publish", path)
    assert "is live for the first time." in first.stdout
    assert "is live already with this content; nothing to do." in again.stdout
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_publish_tells_what_changed(officer: Officer) -> None:
    officer.forms("publish", officer.write("trial.xlsx"))
    changed = officer.write("trial.xlsx", SURVEY.replace("Seen?", "Saw?"), settings("public"))
    done = officer.forms("publish", "--yes", changed)
    assert "It was for agency and is now for public." in done.stdout
    assert "This needs a Leader's yes." in done.stdout
    assert "“Saw?” (a) was worded “Seen?” and is now “Saw?”." in done.stdout


def test_a_wider_audience_takes_a_yes_from_a_script(officer: Officer) -> None:
    officer.forms("publish", officer.write("trial.xlsx"))
    wider = officer.write("trial.xlsx", settings_=settings("public"))
    done = officer.forms("publish", wider)
    assert done.exit_code == 1
    assert "give --yes, which agrees to what is shown" in done.stderr
    assert "agency" in officer.forms("list").stdout
    assert "It was for agency and is now for public." in officer.forms("diff", wider).stdout


def test_a_lifted_promise_takes_a_yes_from_a_script(officer: Officer) -> None:
    officer.forms("publish", officer.write("trial.xlsx", settings_=settings(personal_data="no")))
    lifted = officer.write("trial.xlsx", settings_=settings(personal_data="yes"))
    assert "no longer kept from asking" in officer.forms("diff", lifted).stdout
    assert officer.forms("publish", lifted).exit_code == 1
    assert officer.forms("publish", "--yes", lifted).exit_code == 0
    assert "no difference" in officer.forms("diff", lifted).stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_publish_asks_who_is_there(officer: Officer, answer: str, code: int) -> None:
    officer.forms("publish", officer.write("trial.xlsx"))
    changed = officer.write("trial.xlsx", SURVEY.replace("Seen?", "Saw?"))
    done = officer.asked(answer, "publish", changed)
    assert "Publish it?" in done.stderr
    assert done.exit_code == code


def test_a_manager_alone_does_not_widen_a_form(tmp_path: Path) -> None:
    manager = Officer(tmp_path, Role.DATA_MANAGER)
    assert manager.forms("publish", manager.write("trial.xlsx")).exit_code == 0
    wider = manager.write("trial.xlsx", settings_=settings("public"))
    refused = manager.forms("publish", "--yes", wider)
    assert (refused.exit_code, "It is for a Leader" in refused.stderr) == (1, True)
    assert "agency" in manager.forms("list").stdout


def test_a_number_that_the_pages_do_not_show_is_told(officer: Officer) -> None:
    survey = "|type|name|label|calculation|\n|text|b|B||\n|calculate|hotline_number||'999'|"
    done = officer.forms("publish", officer.write("trial.xlsx", survey))
    assert "trial: It says to call 999, the pages 847." in done.stdout


def test_a_second_form_with_the_same_questions_is_told(officer: Officer) -> None:
    survey = "|type|name|label|\n" + "".join(f"|text|q{n}|Q|\n" for n in range(6))
    officer.forms("publish", officer.write("trial.xlsx", survey))
    renamed = officer.write("trial.xlsx", survey, settings(form_id="trail"))
    assert "set form_id back to trial" in officer.forms("diff", renamed).stdout
    assert "set form_id back to trial" in officer.forms("publish", renamed).stdout


def test_publish_of_several_is_all_or_none(officer: Officer) -> None:
    good = officer.write("good.xlsx")
    bad = officer.write("bad.xlsx", SURVEY, settings("nobody", form_id="bad"))
    done = officer.forms("publish", good, bad)
    assert done.exit_code == 1
    assert "correct bad.xlsx first; nothing was changed" in done.stderr
    assert "No form is live yet." in officer.forms("list").stdout


def test_publish_refuses_two_spreadsheets_of_one_form(officer: Officer) -> None:
    done = officer.forms("publish", officer.write("one.xlsx"), officer.write("two.xlsx"))
    assert done.exit_code == 1
    assert "two of the spreadsheets have the id trial" in done.stderr


def test_publish_answers_a_script(officer: Officer) -> None:
    done = officer.forms("publish", "--json", officer.write("trial.xlsx"))
    (found,) = json.loads(done.stdout)
    assert (found["form_id"], found["is_new"], found["changes"]) == ("trial", True, [])
    assert found["version"].startswith(f"{datetime.now(UTC):%Y}")


def test_diff_compares_with_the_live_form(officer: Officer) -> None:
    path = officer.write("trial.xlsx")
    assert "not live yet" in officer.forms("diff", path).stdout
    officer.forms("publish", path)
    assert "no difference" in officer.forms("diff", path).stdout
    changed = officer.write("trial.xlsx", SURVEY + "|text|b|Where?||")
    assert officer.forms("diff", changed).stdout == "“Where?” (b) was added.\n"
    found = json.loads(officer.forms("diff", "--json", changed).stdout)
    assert found["changes"] == ["“Where?” (b) was added."]


def test_diff_of_a_form_that_cannot_be_compiled_says_why(officer: Officer) -> None:
    done = officer.forms("diff", officer.write("trial.xlsx", SURVEY + "|txet|b|B||"))
    assert done.exit_code == 1
    assert "no question type “txet”" in done.stdout
    assert "trial.xlsx cannot be compiled" in done.stderr


def test_list_shows_the_live_forms(officer: Officer) -> None:
    officer.forms("publish", officer.write("trial.xlsx"))
    lines = officer.forms("list").stdout.splitlines()
    assert lines[0].split() == ["FORM", "VERSION", "AUDIENCE", "PUBLISHED", "VERSIONS", "TITLE"]
    assert lines[1].startswith("trial")
    (found,) = json.loads(officer.forms("list", "--json").stdout)
    assert (found["audience"], found["versions"], found["is_open"]) == ("agency", 1, True)


def test_files_beside_a_spreadsheet_are_found(officer: Officer) -> None:
    for folder in ("media", "lists"):
        (officer.folder / folder).mkdir()
        (officer.folder / folder / f"{folder}.csv").write_text(folder, encoding="utf-8")
    (officer.folder / ".hidden").write_text("x", encoding="utf-8")
    found = read_source(Path(officer.write("trial.xlsx"))).media
    assert {name: found[name] for name in found} == {"media.csv": b"media", "lists.csv": b"lists"}
    assert len(found) == 2


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file or directory"):
        FilesBeside(tmp_path, {"gone.csv": tmp_path / "gone.csv"})["gone.csv"]


def test_a_list_beside_the_spreadsheet_is_published_with_it(officer: Officer) -> None:
    survey = SURVEY + "|select_one_from_file p.csv|b|Where?||"
    path = officer.write("trial.xlsx", survey)
    assert "The file p.csv is not beside the spreadsheet." in officer.forms("check", path).stdout
    (officer.folder / "p.csv").write_text("name,label\nx,Ex\n", encoding="utf-8")
    assert "is live for the first time" in officer.forms("publish", path).stdout
