"""What was filed before seals were kept is opened once more, and then needs no form key."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.odk.opened import Reason, Unreadable
from server.services.filing.keeping import Kept, keep_seals
from server.services.filing.opening import Opener
from server.storage.engine import Database
from server.storage.filing.kept_seals import count_unkept
from server.storage.tables import event, file_chunk, submission, submission_file
from tests.simulators.office import withdraw_private_keys
from tests.storage.offices import dispose
from tests.storage.senders import ANSWERS, Office, Tablet, filled


def _change(database: Database, **values: object) -> None:
    with database.work() as work:
        work.connection.execute(submission.update().values(**values))
        work.note("cruz", "submission.reopened", "1")
        work.commit()


def _rename_file(database: Database, old: str, new: str) -> None:
    with database.work() as work:
        chosen = submission_file.update().where(submission_file.c.name == old)
        work.connection.execute(chosen.values(name=new))
        work.note("cruz", "submission.reopened", "1")
        work.commit()


def _unkept(office: Office) -> int:
    with office.database.reading() as connection:
        return count_unkept(connection)


def _ids(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return list(connection.scalars(select(submission.c.id)))


def _open(office: Office) -> set[str]:
    """Open everything as who knows only what is in the database now."""
    opener = Opener.of(office.opener.keys.vault)
    with office.database.reading() as connection:
        return {opener.find_and_open(connection, each).answers.instance_id for each in _ids(office)}


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> Office:
    """An office with two sealed submissions and one in clear, filed by an older version."""
    tablet.send_sealed(1)
    tablet.send_sealed(2)
    tablet.send(filled(3, ANSWERS | {"photo": "a.jpg"}), {"a.jpg": b"a"})
    office.unseal()
    _change(office.database, kept_seal=None)
    return office


def test_filing_keeps_what_the_seal_gave(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    office.unseal()
    assert _unkept(office) == 0
    withdraw_private_keys(office.database)
    assert _open(office) == {"uuid:1"}


def test_what_was_filed_before_is_kept_and_opens_without_a_form_key(filed: Office) -> None:
    assert list(keep_seals(filed.database, filed.opener)) == [Kept(kept=3, unreadable=0)]
    withdraw_private_keys(filed.database)
    assert _open(filed) == {"uuid:1", "uuid:2", "uuid:3"}


def test_keeping_goes_on_where_it_was_stopped(filed: Office) -> None:
    assert next(keep_seals(filed.database, filed.opener, limit=1)) == Kept(kept=1, unreadable=0)
    assert _unkept(filed) == 2
    rest = list(keep_seals(filed.database, filed.opener, limit=1))
    assert rest == [Kept(kept=1, unreadable=0)] * 2
    assert _unkept(filed) == 0


def test_keeping_leaves_an_event(filed: Office) -> None:
    list(keep_seals(filed.database, filed.opener))
    with filed.database.reading() as connection:
        told = select(event.c.detail).where(event.c.action == "seals.kept")
        assert connection.scalars(told).all() == [{"submissions": 3}]


def test_what_does_not_open_stays_for_another_time(filed: Office) -> None:
    withdraw_private_keys(filed.database)
    opener = Opener.of(filed.opener.keys.vault)
    assert list(keep_seals(filed.database, opener, limit=2)) == [
        Kept(kept=0, unreadable=2),
        Kept(kept=0, unreadable=1),
    ]
    assert _unkept(filed) == 3


def test_file_changed_since_it_was_opened_is_found(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    office.unseal()
    with office.database.work() as work:
        data = work.connection.scalars(select(file_chunk.c.data)).all()[-1]
        changed = bytes([data[0] ^ 1]) + data[1:]
        last = file_chunk.c.data == data
        work.connection.execute(file_chunk.update().where(last).values(data=changed))
        work.note("cruz", "submission.reopened", "1")
        work.commit()
    with pytest.raises(Unreadable) as caught:
        _open(office)
    assert caught.value.reason is Reason.BROKEN_SEAL


def test_file_that_is_gone_since_it_was_opened_is_found(tablet: Tablet, office: Office) -> None:
    answers = ANSWERS | {"photo": "a.jpg"}
    receipt = tablet.send(*tablet.seal(answers=answers, files=[("a.jpg", b"a")]))
    office.unseal()
    _rename_file(office.database, "a.jpg.enc", "another")
    with office.database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        with pytest.raises(Unreadable) as caught:
            office.opener.attachment(connection, opened, "a.jpg")
    assert caught.value.reason is Reason.DAMAGED


def test_disposal_takes_what_was_kept(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    office.unseal()
    dispose(office.database, _ids(office)[0])
    with office.database.reading() as connection:
        assert connection.scalars(select(submission.c.kept_seal)).one() is None
