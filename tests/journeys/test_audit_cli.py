"""The audit on the command line: proved, checkpointed on paper, and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from server.domain.permissions import Role
from server.storage.engine import open_database
from tests.journeys.staffed import Staffed, login_of, staff
from tests.postgresql import PostgreSQL
from tests.simulators.attacker import tamper

LEADER, MANAGER = login_of(Role.LEADER), login_of(Role.DATA_MANAGER)


@pytest.fixture(params=["sqlite", "postgresql"])
def staffed(request: pytest.FixtureRequest, tmp_path: Path) -> Staffed:
    if request.param == "sqlite":
        return staff(tmp_path, f"sqlite:///{tmp_path / 'lespwa.sqlite3'}")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return staff(tmp_path, server.url(server.new_database()))


def break_(staffed: Staffed, statement: str) -> None:
    database = open_database(staffed.url)
    tamper(database, statement)
    database.close()


def checkpoint(staffed: Staffed) -> str:
    done = staffed.type(LEADER, "audit checkpoint --json")
    made: str = json.loads(done.stdout)["checkpoint"]
    return made


def verify(staffed: Staffed, *words: str) -> Result:
    return staffed.run("nobody", ["audit", "verify", *words])


def test_whole_audit_is_said_to_be_whole(staffed: Staffed) -> None:
    done = verify(staffed)
    assert done.exit_code == 0
    assert done.stdout.startswith("The chain is whole: ")
    assert "--checkpoint" in done.stdout


@pytest.mark.requirement("R84")
def test_changed_event_is_named(staffed: Staffed) -> None:
    break_(staffed, "UPDATE event SET actor = 'leon' WHERE sequence = 2")
    done = verify(staffed)
    assert (done.exit_code, done.stdout) == (1, "Event 2 was changed after it was written.\n")
    said = json.loads(verify(staffed, "--json").stdout)
    assert (said["is_whole"], said["fault"], said["broken_at"]) == (False, "edited", 2)


def test_audit_is_compared_with_the_checkpoint_typed_or_in_a_file(
    staffed: Staffed, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint.txt"
    assert "is in" in staffed.run(LEADER, ["audit", "checkpoint", "--out", str(file)]).stdout
    typed = checkpoint(staffed)
    for given in (str(file), typed, typed.lower().replace("-", " ")):
        assert "It passes the checkpoint of event" in verify(staffed, "--checkpoint", given).stdout


def test_checkpoint_can_be_printed(staffed: Staffed) -> None:
    sheet = staffed.type(LEADER, "audit checkpoint").stdout
    assert "checkpoint of the audit" in sheet
    assert verify(staffed, "--checkpoint", sheet).exit_code == 0


def test_checkpoint_of_another_audit_does_not_fit(staffed: Staffed) -> None:
    typed = checkpoint(staffed)
    break_(staffed, "DELETE FROM event WHERE sequence > 1")
    break_(staffed, "UPDATE audit_head SET sequence = 1, hash = (SELECT hash FROM event)")
    assert verify(staffed).exit_code == 0
    done = verify(staffed, "--checkpoint", typed)
    assert (done.exit_code, done.stdout) == (
        1,
        "Event 2 is missing: the end of the chain was cut off.\n",
    )


@pytest.mark.parametrize("given", ["", "nothing", "x" * 5000, "7: ABC"])
def test_what_is_no_checkpoint_is_one_sentence(staffed: Staffed, given: str) -> None:
    done = verify(staffed, "--checkpoint", given)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: This is not a checkpoint")


def test_there_is_no_checkpoint_of_a_broken_audit(staffed: Staffed) -> None:
    break_(staffed, "DELETE FROM event WHERE sequence = 2")
    done = staffed.type(LEADER, "audit checkpoint")
    assert done.exit_code == 1
    assert "The audit is not whole" in done.stderr


def test_nothing_can_be_done_while_the_end_is_missing_but_verify(staffed: Staffed) -> None:
    break_(staffed, "DELETE FROM audit_head")
    assert "`lespwa audit verify`" in staffed.type(LEADER, "people list").stderr
    assert "where the chain ends is missing" in verify(staffed).stdout


def test_events_are_shown_by_login(staffed: Staffed) -> None:
    staffed.type(MANAGER, "people list")
    shown = staffed.type(LEADER, "audit show --last 2").stdout.splitlines()
    assert len(shown) == 2
    assert f"{MANAGER}  sign_in.accepted  {MANAGER}  where=command_line" in shown[0]


def test_events_can_be_chosen(staffed: Staffed) -> None:
    staffed.type(MANAGER, "people list")
    asked = f"audit show --json --action sign_in --actor {MANAGER} --subject {MANAGER}"
    (told,) = json.loads(staffed.type(LEADER, asked).stdout)
    assert (told["actor"], told["action"]) == (MANAGER, "sign_in.accepted")
    assert "no such events" in staffed.type(LEADER, "audit show --action sign").stdout
    assert "no such events" in staffed.type(LEADER, "audit show --subject nothing").stdout


def test_details_are_shown_in_words(staffed: Staffed) -> None:
    staffed.type(MANAGER, "forms publish FORM")
    staffed.type(MANAGER, "export cases --coded-only --format csv --out NEW")
    shown = staffed.type(LEADER, "audit show --last 5").stdout
    assert "audience=agency" in shown
    assert "left_out=none" in shown
    added = staffed.type(LEADER, "audit show --action account.added").stdout
    assert "is_approved=yes" in added
