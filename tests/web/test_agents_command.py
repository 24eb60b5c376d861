"""`lespwa agents`: adding, listing, withdrawing, and the QR code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.agents import agents
from server.cli.house import House
from server.errors import Refused
from server.services.agents import Agent, authenticate
from server.settings import Settings

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'lespwa.sqlite3'}",
        public_url="https://reports.example.org",
        max_upload=1,
        trusted_proxies=0,
    )


def run(settings: Settings, *arguments: str, answer: str | None = None) -> Result:
    with House(settings=lambda: settings, clock=lambda: NOW) as house:
        return CliRunner().invoke(agents, arguments, obj=house, input=answer)


def listed(settings: Settings) -> list[dict[str, str]]:
    found = json.loads(run(settings, "list", "--json").stdout)
    assert isinstance(found, list)
    return found


def code_of(result: Result) -> str:
    return result.stdout.partition("/key/")[2].split()[0]


def admitted(settings: Settings, token: str) -> Agent:
    with House(settings=lambda: settings) as house, house.database.reading() as connection:
        return authenticate(connection, token, NOW)


def test_add_shows_a_code_that_works(settings: Settings) -> None:
    result = run(settings, "add", "Bo Made-Up", "--agency", "police")
    assert "https://reports.example.org/key/" in result.stdout
    assert "█" in result.stdout
    assert admitted(settings, code_of(result)).name == "Bo Made-Up"


def test_add_notes_everything_that_was_said(settings: Settings) -> None:
    run(
        settings,
        *("add", "Bo", "--agency", "health", "--audience", "hotline", "--audience", "expert"),
        *("--days", "10", "--trained-on", "2026-10-01"),
    )
    [row] = listed(settings)
    assert row["audiences"] == "expert hotline"
    assert (row["expires"], row["trained_on"]) == ("2026-12-02", "2026-10-01")


def test_add_writes_pictures_for_their_owner_only(settings: Settings, tmp_path: Path) -> None:
    png, svg = tmp_path / "bo.png", tmp_path / "bo.svg"
    run(settings, "add", "Bo", "--agency", "police", "--png", str(png), "--svg", str(svg))
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "<svg" in svg.read_text()
    assert png.stat().st_mode & 0o077 == 0


def test_add_takes_another_address(settings: Settings) -> None:
    result = run(settings, "add", "Bo", "--agency", "police", "--url", "http://10.1.2.3:8000/")
    assert "http://10.1.2.3:8000/key/" in result.stdout


def test_add_warns_of_an_address_no_tablet_reaches(settings: Settings) -> None:
    object.__setattr__(settings, "public_url", None)
    result = run(settings, "add", "Bo", "--agency", "police")
    assert "set LESPWA_PUBLIC_URL" in result.output


def test_list_says_when_there_is_nobody(settings: Settings) -> None:
    assert "There are no agents yet" in run(settings, "list").stdout


def test_revoke_withdraws_the_code(settings: Settings) -> None:
    code = code_of(run(settings, "add", "Bo", "--agency", "police"))
    [row] = listed(settings)
    assert "can no longer" in run(settings, "revoke", row["id"]).stdout
    assert "withdrawn" in run(settings, "list").stdout
    with pytest.raises(Refused):
        admitted(settings, code)


def test_qr_replaces_the_code(settings: Settings) -> None:
    old = code_of(run(settings, "add", "Bo", "--agency", "police"))
    [row] = listed(settings)
    new = code_of(run(settings, "qr", row["id"], answer="y\n"))
    assert admitted(settings, new).id == row["id"]
    with pytest.raises(Refused):
        admitted(settings, old)


def test_qr_leaves_the_code_when_one_thinks_again(settings: Settings) -> None:
    old = code_of(run(settings, "add", "Bo", "--agency", "police"))
    [row] = listed(settings)
    assert run(settings, "qr", row["id"], answer="n\n").exit_code == 1
    assert admitted(settings, old).id == row["id"]


def test_list_tells_an_expired_agent(settings: Settings) -> None:
    run(settings, "add", "Bo", "--agency", "police", "--days", "1")
    with House(settings=lambda: settings, clock=lambda: NOW.replace(year=2030)) as house:
        result = CliRunner().invoke(agents, ["list"], obj=house)
    assert "expired" in result.stdout
