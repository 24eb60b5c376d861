"""Two people dispose of a submission; nothing of it opens any more, and its tombstone remains."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError

from exporters.formats import Format
from server.domain.access import Actor
from server.errors import Code, Refused
from server.odk.seal import Reason, Unreadable
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.services.trust.disposal import (
    Wanted,
    authorise_disposal,
    list_requests,
    list_tombstones,
    refuse_disposal,
    request_disposal,
)
from server.services.trust.rights import NotAllowed
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES, finding, other_answer, record_code
from server.storage.scrub import scrub
from server.storage.tables import event, file_chunk, submission, submission_file
from server.storage.trust.data_key_tables import data_key, tombstone
from tests.postgresql import PostgreSQL
from tests.storage.offices import (
    ADA,
    AMINA,
    BO,
    LATER,
    LEON,
    LUCIA,
    OLIVE,
    WHY,
    dispose,
    files_of,
)
from tests.storage.senders import ANSWERS, NOON, Office, Tablet

_CONTENT: tuple[Table, ...] = (
    *(*RECORD_TABLES.values(), record_code, other_answer, finding),
    *(data_key, submission_file, file_chunk),
)
_SAID = ANSWERS | {"kinds": "kidnapping begging", "word": "a word"}


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> str:
    """The id of a filed submission that has something in every table; another stays beside it."""
    receipt = tablet.send(*tablet.seal(1, answers=_SAID, files=[("a.jpg", b"a")]))
    tablet.send(*tablet.seal(2, answers=_SAID, files=[("b.jpg", b"b")]))
    office.unseal()
    return receipt.submission_id


def ask(database: Database, actor: Actor, submission_id: str, why: str = WHY) -> None:
    with database.work() as work:
        request_disposal(work, actor, Wanted(submission_id=submission_id, why=why), at=LATER)
        work.commit()


def agree(database: Database, actor: Actor, submission_id: str) -> None:
    with database.work() as work:
        authorise_disposal(work, actor, submission_id, at=LATER)
        work.commit()


def decide_against(database: Database, actor: Actor, submission_id: str) -> None:
    with database.work() as work:
        refuse_disposal(work, actor, submission_id, at=LATER)
        work.commit()


def held_of(database: Database, submission_id: str) -> dict[str, int]:
    """How many rows of content there are of a submission, by table."""
    with database.reading() as connection:
        rows = {
            each.name: connection.execute(
                select(each).where(each.c.submission_id == submission_id)
            ).all()
            for each in _CONTENT
            if "submission_id" in each.c
        }
    return {name: len(found) for name, found in rows.items() if found}


def test_disposal_leaves_no_content_and_touches_no_other(
    database: Database, office: Office, filed: str
) -> None:
    before = {each.name: office.count(each) for each in _CONTENT}
    dispose(database, filed)
    assert held_of(database, filed) == {}
    assert {each.name: office.count(each) for each in _CONTENT} == {
        name: count // 2 for name, count in before.items()
    }
    assert office.states() == [("disposed", None), ("filed", None)]


@pytest.mark.requirement("R86")
def test_tombstone_says_what_when_and_by_whom(database: Database, filed: str) -> None:
    remains = dispose(database, filed)
    with database.reading() as connection:
        assert list(list_tombstones(connection)) == [remains]
    assert (remains.submission_id, remains.form_id, remains.kinds) == (filed, "tip", ("report",))
    assert (remains.received_at, remains.disposed_at) == (NOON, LATER)
    assert (remains.requested_by, remains.authorised_by) == (AMINA.id, LEON.id)
    assert remains.why == WHY


def test_disposal_is_told_in_events_without_its_reason(database: Database, filed: str) -> None:
    dispose(database, filed)
    told = select(event.c.actor, event.c.action, event.c.detail).order_by(event.c.sequence)
    with database.reading() as connection:
        rows = connection.execute(told.where(event.c.subject == filed)).all()
    assert [(row.actor, row.action) for row in rows[-3:]] == [
        (AMINA.id, "disposal.requested"),
        (LEON.id, "disposal.authorised"),
        (LEON.id, "submission.disposed"),
    ]
    assert WHY not in str(rows)


def test_nothing_disposed_of_opens(database: Database, office: Office, filed: str) -> None:
    dispose(database, filed)
    with database.reading() as connection, pytest.raises((Refused, Unreadable)):
        office.opener.find_and_open(connection, filed)


@pytest.mark.parametrize("actor", [BO, OLIVE, ADA], ids=lambda each: each.role)
def test_only_leader_and_data_manager_may_ask(database: Database, filed: str, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        ask(database, actor, filed)


@pytest.mark.parametrize("actor", [AMINA, BO, OLIVE, ADA], ids=lambda each: each.role)
def test_only_the_leader_may_agree(
    database: Database, office: Office, filed: str, actor: Actor
) -> None:
    ask(database, AMINA, filed)
    with pytest.raises(NotAllowed):
        agree(database, actor, filed)
    assert office.states() == [("filed", None), ("filed", None)]


def test_leader_who_asked_needs_another_leader(database: Database, filed: str) -> None:
    ask(database, LEON, filed)
    with pytest.raises(NotAllowed):
        agree(database, LEON, filed)
    agree(database, LUCIA, filed)


def test_request_waits_until_it_is_decided(database: Database, filed: str) -> None:
    ask(database, AMINA, filed)
    with database.reading() as connection:
        [waiting] = list_requests(connection)
    assert (waiting.submission_id, waiting.requested_by, waiting.why) == (filed, AMINA.id, WHY)
    decide_against(database, LEON, filed)
    with database.reading() as connection:
        assert list(list_requests(connection)) == []
        [decided] = list_requests(connection, open_only=False)
    assert (decided.decided_by, decided.is_authorised) == (LEON.id, False)


def test_who_asked_may_take_it_back_and_ask_again(database: Database, filed: str) -> None:
    ask(database, AMINA, filed)
    decide_against(database, AMINA, filed)
    ask(database, AMINA, filed)
    agree(database, LEON, filed)


def test_case_worker_cannot_refuse(database: Database, filed: str) -> None:
    ask(database, AMINA, filed)
    with pytest.raises(NotAllowed):
        decide_against(database, BO, filed)


def refused(code: Code) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code is code)


def test_what_makes_no_sense_is_refused(database: Database, filed: str) -> None:
    with refused(Code.UNKNOWN_SUBMISSION):
        ask(database, AMINA, "0" * 32)
    with refused(Code.BAD_REASON):
        ask(database, AMINA, filed, why="  old \n")
    with refused(Code.NO_DISPOSAL):
        agree(database, LEON, filed)
    ask(database, AMINA, filed)
    with refused(Code.DISPOSAL_ASKED):
        ask(database, LEON, filed)
    agree(database, LEON, filed)
    with refused(Code.ALREADY_DISPOSED):
        ask(database, AMINA, filed)
    with refused(Code.NO_DISPOSAL):
        agree(database, LEON, filed)


def test_statistics_may_stay_without_what_links_them(
    database: Database, office: Office, filed: str
) -> None:
    dispose(database, filed, keeps_statistics=True)
    assert held_of(database, filed) == {"filed_report": 1, "record_code": 2}
    report = RECORD_TABLES["report"]
    with database.reading() as connection:
        row = connection.execute(select(report).where(report.c.submission_id == filed)).one()
    assert (row.victim_count, row.description, row.provenance) == (3, None, {})
    assert office.states()[0] == ("disposed", None)


def test_what_was_never_opened_can_be_disposed_of(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml, files = tablet.seal(1, files=[("a.jpg", b"a")])
    receipt = tablet.send(xml, {"a.jpg.enc": files["a.jpg.enc"]})
    remains = dispose(database, receipt.submission_id)
    assert (remains.kinds, office.states()) == ((), [("disposed", None)])
    with database.reading() as connection:
        assert connection.scalar(select(submission.c.envelope)) == b""


def test_second_copy_of_what_was_disposed_of_is_taken_and_not_kept(
    database: Database, tablet: Tablet, office: Office, filed: str
) -> None:
    dispose(database, filed)
    assert not tablet.send(*tablet.seal(1)).is_new
    assert office.unseal() == 0
    assert held_of(database, filed) == {}
    assert office.books().received == 2


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(path=tmp_path / "out.zip", format=Format.CSV, actor="amina", at=NOON)


def test_exports_account_for_what_was_disposed_of(
    database: Database, office: Office, filed: str, wish: Wish
) -> None:
    dispose(database, filed)
    done = export_cases(database, office.opener.data_keys, wish, CaseOptions())
    assert (done.account.exported, done.account.not_exported) == (1, {"disposed": 1})
    assert "1 was disposed of." in done.account.sentences()


@pytest.fixture
def keyless(database: Database, filed: str) -> str:
    """A filed submission whose key is gone, as in an earlier copy beside the newest ledger."""
    with database.work() as work:
        work.connection.execute(data_key.delete().where(data_key.c.id == filed))
        work.note("cruz", "key.added", filed)
        work.commit()
    return filed


def test_exports_go_on_without_what_has_no_key(
    database: Database, office: Office, keyless: str, wish: Wish, tmp_path: Path
) -> None:
    assert keyless
    cases = export_cases(database, office.opener.data_keys, wish, CaseOptions()).account
    other = Wish(path=tmp_path / "b.zip", format=Format.CSV, actor="amina", at=NOON)
    answers = export_submissions(database, office.opener, other, Selection(form_id="tip")).account
    for account in (cases, answers):
        assert (account.exported, account.left_out) == (1, {Reason.KEY_DESTROYED: 1})
        assert account.adds_up
        assert any("disposed of" in each for each in account.sentences())


def test_destroyed_key_is_in_no_file_of_the_database(
    database: Database, office: Office, filed: str, postgresql: PostgreSQL
) -> None:
    with database.reading() as connection:
        wrapped = connection.scalar(select(data_key.c.wrapped).where(data_key.c.id == filed))
    assert wrapped is not None
    assert any(wrapped in each.read_bytes() for each in files_of(database, postgresql))
    dispose(database, filed)
    assert scrub(database)
    assert office.count(tombstone) == 1
    assert not any(wrapped in each.read_bytes() for each in files_of(database, postgresql))


def test_database_keeps_what_was_disposed_of_disposed(
    database: Database, office: Office, filed: str
) -> None:
    dispose(database, filed)
    with database.work() as work, pytest.raises(DBAPIError, match="stays so"):
        work.connection.execute(submission.update().values(state="sealed"))
    assert office.unseal() == 0
