"""What arrives in clear is sealed at the door, and waits for the files that its answers name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.intake.receive import receive
from server.storage.engine import Database
from server.storage.tables import event, file_chunk, submission, submission_file
from tests.storage.senders import ANSWERS, Office, Tablet, arrival, filled


def test_clear_text_is_never_stored(database: Database, tablet: Tablet, office: Office) -> None:
    xml = filled(1, ANSWERS | {"photo": "p.jpg"})
    tablet.send(xml, {"p.jpg": b"a photograph"})
    with database.reading() as connection:
        envelope = connection.scalar(select(submission.c.envelope))
    assert b"someone" not in (envelope or b"")
    with database.reading() as connection:
        kept = b"".join(connection.scalars(select(file_chunk.c.data)))
    assert kept
    assert b"photograph" not in kept
    assert office.states() == [("sealed", None)]


def test_clear_text_raises_the_alarm(database: Database, tablet: Tablet) -> None:
    tablet.send(filled(1, ANSWERS), {})
    alarm = event.c.action == "submission.arrived_in_clear"
    with database.reading() as connection:
        assert connection.scalars(select(event.c.detail).where(alarm)).all() == [{}]


def test_clear_text_waits_for_the_files_its_answers_name(tablet: Tablet, office: Office) -> None:
    xml = filled(1, {"photo": " p.jpg ", "word": "w.jpg"})
    assert tablet.send(xml, {"w.jpg": b"w", "stray": b"?"}).missing == ("p.jpg",)
    assert tablet.send(xml, {"p.jpg": b"p"}).missing == ()
    assert office.count(submission_file) == 2


@pytest.mark.parametrize("name", ["x" * 5000, "é" * 128, "../p.jpg", "a\tb", "\u202egpj.exe"])
def test_clear_text_does_not_wait_for_what_can_be_no_file(
    tablet: Tablet, office: Office, name: str
) -> None:
    assert tablet.send(filled(1, {"photo": name}), {}).missing == ()
    office.unseal()
    assert office.states() == [("needs_review", "sent_in_clear")]


def test_clear_text_that_names_too_many_files_is_refused(tablet: Tablet) -> None:
    photos = "".join(f"<photo>{number}.jpg</photo>" for number in range(2001))
    xml = filled(1, {}).replace(b"<meta>", f"{photos}<meta>".encode())
    with pytest.raises(Refused) as refused:
        tablet.send(xml, {})
    assert refused.value.code is Code.BAD_ENVELOPE


def test_clear_text_of_unknown_version_takes_files_that_come_later(
    tablet: Tablet, office: Office
) -> None:
    xml = filled(1, {"photo": "p.jpg"}, version="1999")
    assert tablet.send(xml, {}).missing == ()
    office.unseal()
    assert tablet.send(xml, {"p.jpg": b"p"}).missing == ()
    assert office.states() == [("sealed", None)]
    assert office.count(submission_file) == 1


def test_clear_text_without_any_key_is_refused(database: Database) -> None:
    with database.work() as work, pytest.raises(Refused) as refused:
        receive(work, arrival(filled(1, ANSWERS), {}))
    assert refused.value.code is Code.NOT_SET_UP
