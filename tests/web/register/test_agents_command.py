"""`lespwa agents` and `lespwa agencies`: adding, listing, changing, withdrawing, and the code."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from click.testing import CliRunner, Result
from lxml import html

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.errors import Refused
from server.services.intake.admission import Bearer, Credentials, authenticate
from server.settings import read_settings
from server.storage.engine import Database, open_database
from server.storage.trust.trust_tables import account
from tests.simulators.office import Custody, environ, open_custody
from tests.simulators.qr import read_png, read_svg_path

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
POST = ("--agency", "Example Police Post", "--new-agency", "police")
BO = ("add", "Bo Made-Up", *POST, "--trained-on", "2026-10-01")


@pytest.fixture
def custody(sqlite_url: str) -> Custody:
    """People who can sign in for years, so that tests can look ahead."""
    database = open_database(sqlite_url)
    custody = open_custody(database)
    custody.add(database, "cruz", Role.ADMINISTRATOR)
    with database.work() as work:
        years = NOW + timedelta(days=9999)
        work.connection.execute(account.update().values(expires_at=years))
        work.note("test", "account.renewed", "all")
        work.commit()
    database.close()
    return custody


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str, custody: Custody) -> dict[str, str]:
    del custody
    return {
        "LESPWA_DATA": str(tmp_path),
        "LESPWA_DATABASE_URL": sqlite_url,
        "LESPWA_PUBLIC_URL": "https://reports.example.org",
        **environ(tmp_path),
    }


def run(
    settings: Mapping[str, str],
    *arguments: str,
    group: str = "agents",
    answer: str | None = None,
    at: datetime = NOW,
    meanwhile: Callable[[], None] = lambda: None,
) -> Result:
    def can_ask() -> bool:
        meanwhile()
        return answer is not None

    house = House(settings=lambda: read_settings(settings), clock=lambda: at, can_ask=can_ask)
    return CliRunner().invoke(main, [group, *arguments], obj=house, input=answer)


def listed(settings: Mapping[str, str], at: datetime = NOW) -> list[dict[str, str]]:
    found = json.loads(run(settings, "list", "--json", at=at).stdout)
    assert isinstance(found, list)
    return found


def only_id(settings: Mapping[str, str]) -> str:
    [row] = listed(settings)
    return row["id"]


def code_of(result: Result) -> str:
    return result.stdout.partition("/key/")[2].split()[0]


def admitted(settings: Mapping[str, str], token: str) -> Bearer:
    database: Database = open_database(settings["LESPWA_DATABASE_URL"])
    try:
        with database.reading() as connection:
            return authenticate(connection, Credentials(token=token), NOW)
    finally:
        database.close()


def test_add_shows_a_code_that_works(settings: dict[str, str]) -> None:
    result = run(settings, *BO)
    assert "https://reports.example.org/key/" in result.stdout
    assert "works until 2027-11-22" in result.stdout
    assert "█" in result.stdout
    assert admitted(settings, code_of(result)).id == only_id(settings)


def test_add_notes_everything_that_was_said(settings: dict[str, str]) -> None:
    run(settings, *BO, "--audience", "hotline", "--audience", "expert", "--days", "10")
    [row] = listed(settings)
    assert row["audiences"] == "expert hotline"
    assert (row["expires"], row["trained_on"]) == ("2026-12-02", "2026-10-01")
    assert (row["agency"], row["agency_kind"]) == ("Example Police Post", "police")
    assert (row["state"], row["training_lapses"]) == ("active", "2027-10-01")


@pytest.mark.requirement("R13", "R36")
def test_add_needs_a_day_of_training(settings: dict[str, str]) -> None:
    assert run(settings, "add", "Bo", *POST).exit_code == 2
    refused = run(settings, "add", "Bo", *POST, "--trained-on", "2025-10-01")
    assert refused.exit_code == 1
    assert "the training of 2025-10-01 no longer counts" in refused.output
    assert listed(settings) == []


def test_add_suggests_an_agency(settings: dict[str, str]) -> None:
    run(settings, *BO)
    result = run(settings, "add", "Cruz", "--agency", "Police Post", "--trained-on", "2026-10-01")
    assert result.exit_code == 1
    assert "did you mean “Example Police Post”" in result.output


def test_add_writes_files_for_their_owner_only(settings: dict[str, str], tmp_path: Path) -> None:
    png, svg, sheet = tmp_path / "bo.png", tmp_path / "bo.svg", tmp_path / "bo.html"
    result = run(settings, *BO, "--png", str(png), "--svg", str(svg), "--sheet", str(sheet))
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "<svg" in svg.read_text()
    assert "847" in sheet.read_text()
    assert "delete it once it is printed" in result.stdout
    assert {file.stat().st_mode & 0o777 for file in (png, svg, sheet)} == {0o600}


def test_pictures_hold_the_address(settings: dict[str, str], tmp_path: Path) -> None:
    png, sheet = tmp_path / "bo.png", tmp_path / "bo.html"
    code = code_of(run(settings, *BO, "--png", str(png), "--sheet", str(sheet)))
    packed = read_png(png.read_bytes())
    scanned = json.loads(zlib.decompress(b64decode(packed)))
    assert scanned["general"]["server_url"] == f"https://reports.example.org/key/{code}"
    [path] = html.parse(str(sheet)).xpath("//*[local-name()='path'][@stroke]/@d")
    assert read_svg_path(path) == packed
    assert code not in sheet.read_text()


def test_sheet_shows_the_number_of_the_hotline(settings: dict[str, str], tmp_path: Path) -> None:
    settings["LESPWA_HOTLINE"] = "+1 758 555 0100"
    run(settings, *BO, "--sheet", str(tmp_path / "bo.html"))
    assert "+1 758 555 0100" in (tmp_path / "bo.html").read_text()


def test_code_too_wide_for_the_window_is_told(settings: dict[str, str]) -> None:
    long = ".".join(token_hex(30) for _ in range(3))
    result = run(settings, *BO, "--url", f"https://{long}.example.org")
    assert "This window is too narrow" in " ".join(result.output.split())


def test_file_that_is_there_already_keeps_the_old_code(
    settings: dict[str, str], tmp_path: Path
) -> None:
    code, sheet = code_of(run(settings, *BO)), tmp_path / "bo.html"
    sheet.write_text("something else")
    result = run(
        settings,
        *("qr", only_id(settings), "--yes", "--sheet", str(sheet)),
        *("--png", str(tmp_path / "bo.png")),
    )
    assert "it is there already" in result.output
    assert sheet.read_text() == "something else"
    assert not (tmp_path / "bo.png").exists()
    assert admitted(settings, code)


def test_folder_that_is_not_there_keeps_the_old_code(
    settings: dict[str, str], tmp_path: Path
) -> None:
    code = code_of(run(settings, *BO))
    result = run(settings, "qr", only_id(settings), "--yes", "--png", str(tmp_path / "a" / "b.png"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert admitted(settings, code)


def test_add_takes_another_address(settings: dict[str, str]) -> None:
    result = run(settings, *BO, "--url", "http://10.1.2.3:8000/")
    assert "http://10.1.2.3:8000/key/" in result.stdout


def test_add_warns_of_an_address_no_tablet_reaches(settings: dict[str, str]) -> None:
    del settings["LESPWA_PUBLIC_URL"]
    assert "set LESPWA_PUBLIC_URL" in run(settings, *BO).output


def test_list_says_when_there_is_nobody(settings: dict[str, str]) -> None:
    assert "There are no agents yet" in run(settings, "list").stdout
    assert "There are no agencies yet" in run(settings, "list", group="agencies").stdout


@pytest.mark.requirement("R36")
def test_list_shows_end_and_training(settings: dict[str, str]) -> None:
    run(settings, *BO)
    line = run(settings, "list").stdout
    assert "active  until 2027-11-22  training until 2027-10-01  Example Police Post" in line
    assert listed(settings, NOW.replace(year=2030))[0]["state"] == "expired"
    assert listed(settings, NOW.replace(year=2027, month=10))[0]["state"] == "training lapsed"


@pytest.mark.requirement("R36")
def test_lapsing_lists_who_needs_what(settings: dict[str, str]) -> None:
    run(settings, *BO)
    assert "No training lapses" in run(settings, "lapsing").stdout
    soon = NOW.replace(year=2027, month=9)
    line = run(settings, "lapsing", at=soon).stdout
    assert "Bo Made-Up  training lapses on 2027-10-01" in line
    late = run(settings, "lapsing", at=NOW.replace(year=2027, day=1)).stdout
    assert "training lapsed on 2027-10-01, code expires on 2027-11-22" in late
    [row] = json.loads(run(settings, "lapsing", "--json", at=soon).stdout)
    assert (row["training_lapses"], row["code_expires"]) == ("2027-10-01", None)


def test_change_changes_what_is_named(settings: dict[str, str]) -> None:
    run(settings, *BO)
    result = run(
        settings,
        *("change", only_id(settings)[:8], "--audience", "hotline", "--days", "20"),
        *("--agency", "Sample School", "--new-agency", "school", "--trained-on", "2026-11-20"),
    )
    assert "Bo Made-Up (Sample School): forms of hotline, trained on 2026-11-20" in result.stdout
    [row] = listed(settings)
    assert (row["agency"], row["audiences"]) == ("Sample School", "hotline")
    assert (row["expires"], row["trained_on"]) == ("2026-12-12", "2026-11-20")


def test_change_of_nothing_leaves_everything(settings: dict[str, str]) -> None:
    run(settings, *BO)
    before = listed(settings)
    assert run(settings, "change", before[0]["id"]).exit_code == 0
    assert listed(settings) == before


def test_revoke_withdraws_the_code(settings: dict[str, str]) -> None:
    code = code_of(run(settings, *BO))
    assert "can no longer" in run(settings, "revoke", only_id(settings)).stdout
    assert "withdrawn" in run(settings, "list").stdout
    with pytest.raises(Refused):
        admitted(settings, code)


def test_qr_replaces_the_code(settings: dict[str, str]) -> None:
    old = code_of(run(settings, *BO))
    new = code_of(run(settings, "qr", only_id(settings), answer="y\n"))
    assert admitted(settings, new).id == only_id(settings)
    with pytest.raises(Refused):
        admitted(settings, old)


def test_qr_leaves_the_code_when_one_thinks_again(settings: dict[str, str]) -> None:
    old = code_of(run(settings, *BO))
    assert run(settings, "qr", only_id(settings), answer="n\n").exit_code == 1
    assert admitted(settings, old)


def test_qr_leaves_the_code_when_nobody_can_be_asked(settings: dict[str, str]) -> None:
    old = code_of(run(settings, *BO))
    said = run(settings, "qr", only_id(settings)).output
    assert said == "Error: Nobody is here to answer: give --yes.\n"
    assert admitted(settings, old)


def test_qr_leaves_the_code_when_the_account_is_closed_at_the_prompt(
    settings: dict[str, str],
) -> None:
    old = code_of(run(settings, *BO))

    def close() -> None:
        with (
            closing(open_database(settings["LESPWA_DATABASE_URL"])) as database,
            database.work() as work,
        ):
            work.connection.execute(account.update().values(disabled_at=NOW))
            work.note("leon", "account.disabled", "amina")
            work.commit()

    said = run(settings, "qr", only_id(settings), answer="y\n", meanwhile=close).output
    assert "was changed after you signed in; nothing was done" in said
    assert admitted(settings, old)


def test_agencies_are_added_listed_and_closed(settings: dict[str, str]) -> None:
    run(settings, *BO)
    run(settings, "add", "Sample School", "--kind", "school", group="agencies")
    shown = run(settings, "list", group="agencies").stdout
    assert "Example Police Post  police  open  1\nSample School        school  open  0" in shown
    assert "can still send (1)" in run(settings, "close", POST[1], group="agencies").output
    closed = run(settings, "close", POST[1], "--with-agents", group="agencies")
    assert "agents withdrawn with it: 1" in closed.stdout
    rows = json.loads(run(settings, "list", "--json", group="agencies").stdout)
    assert [row["state"] for row in rows] == ["closed", "open"]


@pytest.mark.requirement("R91")
def test_administrator_withdraws_and_does_not_add(settings: dict[str, str], tmp_path: Path) -> None:
    run(settings, *BO)
    agent = only_id(settings)
    settings |= environ(tmp_path, "cruz")
    for words in (BO, ("qr", agent, "--yes"), ("change", agent, "--days", "9")):
        assert "Your role does not allow this" in run(settings, *words).output
    assert run(settings, "list").exit_code == 0
    assert run(settings, "revoke", agent).exit_code == 0


@pytest.mark.parametrize(
    "words", [BO, ("list",), ("lapsing",), ("revoke", "1234"), ("qr", "1234", "--yes")]
)
def test_nobody_acts_without_signing_in(settings: dict[str, str], words: tuple[str, ...]) -> None:
    del settings["LESPWA_LOGIN"]
    result = run(settings, *words)
    assert result.exit_code == 1
    assert "Nobody is here to answer" in result.output
