"""`lespwa dispose` and `lespwa ledger`, as typed by those who may."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.trust.disposal import authorise_disposal
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.scrub import scrub
from server.storage.tables import event
from server.storage.trust.data_key_tables import data_key
from server.storage.trust.trust_tables import account
from tests.storage.desks import Desk, open_desk
from tests.storage.offices import LEON
from tests.storage.senders import NOON, Office, Tablet

_WHY = "The time for keeping it is over."


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalDesk(Desk):
    """The desk with one filed submission."""

    submission: str

    def request(self) -> str:
        return self.says("amina", "dispose", "request", self.submission, "--why", _WHY)


@pytest.fixture
def desk(
    database_url: str, vault: Vault, tablet: Tablet, office: Office, tmp_path: Path
) -> DisposalDesk:
    plain = open_desk(tmp_path, database_url, tablet.database, vault)
    submission = tablet.send_sealed().submission_id
    office.unseal()
    return DisposalDesk(folder=plain.folder, url=plain.url, submission=submission)


@pytest.mark.requirement("R86")
def test_two_people_dispose_of_a_submission(desk: DisposalDesk, office: Office) -> None:
    assert f"lespwa dispose authorise {desk.submission}" in desk.request()
    waiting = desk.says("leon", "dispose", "list")
    assert all(each in waiting for each in (desk.submission, "requested by: amina", _WHY))
    said = desk.says("leon", "dispose", "authorise", desk.submission, "--yes")
    assert "its tombstone remains" in said
    assert "lespwa ledger write" in said
    assert office.states() == [("disposed", None)]
    [remains] = json.loads(desk.says("amina", "dispose", "list", "--done", "--json"))
    assert (remains["requested_by"], remains["authorised_by"]) == ("amina", "leon")
    assert remains["kinds"] == "report"


def test_data_manager_alone_is_refused_and_leaves_a_trace(
    desk: DisposalDesk, office: Office
) -> None:
    desk.request()
    refused = desk.run("amina", "dispose", "authorise", desk.submission, "--yes")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: Your role does not allow this (disposal authorise). It is for a Leader.\n",
    )
    assert office.states() == [("filed", None)]
    with office.database.reading() as connection:
        last = connection.execute(select(event).order_by(event.c.sequence.desc()).limit(1)).one()
    assert (last.action, last.subject) == ("access.refused", "disposal.authorise")


@pytest.mark.requirement("R86")
def test_leader_who_asked_is_refused_and_leaves_a_trace(desk: DisposalDesk, office: Office) -> None:
    desk.says("leon", "dispose", "request", desk.submission, "--why", _WHY)
    refused = desk.run("leon", "dispose", "authorise", desk.submission, "--yes")
    assert "not to you here (disposal authorise): it takes somebody else" in refused.stderr
    assert office.states() == [("filed", None)]
    assert "is kept" in desk.says("leon", "dispose", "refuse", desk.submission)


def test_leader_refuses(desk: DisposalDesk, office: Office) -> None:
    desk.request()
    assert "is kept" in desk.says("leon", "dispose", "refuse", desk.submission)
    assert desk.says("leon", "dispose", "list") == "No request waits.\n"
    assert desk.says("leon", "dispose", "list", "--done") == "Nothing was disposed of.\n"
    assert office.states() == [("filed", None)]


def test_leader_sees_the_request_and_is_asked_before_anything_is_destroyed(
    desk: DisposalDesk, office: Office
) -> None:
    desk.request()
    words = ("dispose", "authorise", desk.submission)
    kept = desk.run("leon", *words, answer="n\n")
    shown = (f"submission: {desk.submission}", "form: tip", "received: 2026-11-22")
    for each in (*shown, "requested by: amina", f"why: {_WHY}", "keeps statistics: no"):
        assert f"  {each}\n" in kept.stdout
    assert kept.stdout.endswith("Nothing was destroyed, and the request still waits.\n")
    assert office.states() == [("filed", None)]
    assert "its tombstone remains" in desk.run("leon", *words, answer="y\n").stdout
    assert office.states() == [("disposed", None)]


def test_leader_whose_account_is_closed_at_the_prompt_destroys_nothing(
    desk: DisposalDesk, office: Office
) -> None:
    def close() -> None:
        with office.database.work() as work:
            work.connection.execute(account.update().values(disabled_at=NOON))
            work.note("amina", "account.disabled", "leon")
            work.commit()

    desk.request()
    words = ("dispose", "authorise", desk.submission)
    refused = desk.run("leon", *words, answer="y\n", meanwhile=close)
    assert "was changed after you signed in; nothing was done" in refused.stderr
    assert office.states() == [("filed", None)]


def test_script_says_yes_or_nothing_is_destroyed(desk: DisposalDesk, office: Office) -> None:
    desk.request()
    refused = desk.run("leon", "dispose", "authorise", desk.submission)
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: Nobody is here to answer: give --yes.\n",
    )
    assert office.states() == [("filed", None)]


def test_request_other_than_the_one_shown_is_not_agreed_to(
    desk: DisposalDesk, office: Office
) -> None:
    desk.request()
    with office.database.work() as work, pytest.raises(Refused) as refused:
        authorise_disposal(work, LEON, desk.submission, at=NOON, shown="another")
    assert refused.value.code is Code.NO_DISPOSAL


def test_lists_say_what_they_are_and_how_many(desk: DisposalDesk) -> None:
    desk.request()
    waiting = desk.says("leon", "dispose", "list")
    assert waiting.startswith("1 request waits for a Leader, not who asked:\n\n  submission: ")
    desk.says("leon", "dispose", "authorise", desk.submission, "--yes")
    done = desk.says("leon", "dispose", "list", "--done")
    assert done.startswith("1 submission was disposed of:\n\n  submission: ")
    desk.says("amina", "export", "request", "cases", "--why", "For the yearly report")
    asked = desk.says("leon", "export", "list")
    assert asked.startswith("1 request to export personal data:\n\n  id: ")
    assert desk.says("leon", "keys", "list").splitlines()[0].split() == [
        *("FINGERPRINT", "BITS", "MADE", "ON", "LIVE", "FORMS", "STATE")
    ]
    slots = desk.says("leon", "keys", "slots").splitlines()
    assert slots[0].split() == ["SLOT", "KIND", "WHOSE", "MADE", "ON", "STATE"]
    assert slots[1].endswith("in order")


def test_key_in_use_is_overwritten_later(desk: DisposalDesk, database: Database) -> None:
    desk.request()
    with database.reading() as connection:
        connection.execute(select(data_key)).all()
        said = desk.says("leon", "dispose", "authorise", desk.submission, "--yes")
    assert "could not be overwritten" in said
    assert scrub(database)


def test_ledger_is_written_and_put_back(desk: DisposalDesk, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "keys.ledger"
    said = desk.says("amina", "ledger", "write", file)
    assert "holds 1 data key and names 0 as destroyed" in said
    with office.database.work() as work:
        work.connection.execute(data_key.delete())
        work.note("ada", "ledger.applied", "database")
        work.commit()
    lines = desk.says("leon", "ledger", "apply", file).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["1", "0", "0"]
    assert office.count(data_key) == 1
    assert "Your role does not allow this" in desk.run("ada", "ledger", "apply", file).stderr
    assert "needs a key to the vault" in desk.run("ada", "ledger", "write", file).stderr
