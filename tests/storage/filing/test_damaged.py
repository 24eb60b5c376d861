"""A report whose seal is broken is not lost: a person reads it and has it filed, unproved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from server.domain.access import Actor
from server.errors import Code, Refused
from server.services.filing.damaged import Words, accept_damaged, list_damaged, read_damaged
from server.services.trust.rights import NotAllowed
from server.storage.filing.record_tables import finding
from server.storage.tables import event, submission
from tests.storage.offices import ADA, AMINA, BO, LEON, OLIVE
from tests.storage.senders import ANSWERS, NOON, Office, Tablet

PHOTO = (("a.jpg", b"\xff\xd8 a photograph \xff\xd9"),)
Damage = Callable[[str], str]


@pytest.fixture
def damage(tablet: Tablet, office: Office) -> Damage:
    """Send a report with one wrong byte in a file of it, and give its id."""

    def damaged(name: str) -> str:
        xml, files = tablet.seal(answers=ANSWERS | {"photo": "a.jpg"}, files=PHOTO)
        files[name] = files[name][:20] + bytes([files[name][20] ^ 1]) + files[name][21:]
        tablet.send(xml, files)
        office.unseal()
        with office.database.reading() as connection:
            return str(connection.scalar(select(submission.c.id)))

    return damaged


def read(office: Office, submission_id: str, actor: Actor = AMINA) -> Words:
    with office.database.work() as work:
        words = read_damaged(work, actor, office.opener, submission_id)
        work.commit()
    return words


def accept(office: Office, submission_id: str, actor: Actor = AMINA) -> str:
    with office.database.work() as work:
        where = accept_damaged(work, actor, office.opener, submission_id, at=NOON)
        work.commit()
    return where


def told(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))


def test_nothing_of_it_is_filed_by_itself(damage: Damage, office: Office) -> None:
    damage("a.jpg.enc")
    assert office.states() == [("unreadable", "broken_seal")]
    assert office.records("report") == []


def test_it_is_listed_with_its_reason(damage: Damage, office: Office) -> None:
    found = damage("a.jpg.enc")
    with office.database.reading() as connection:
        [listed] = list_damaged(connection, LEON)
    assert (listed.id, listed.form_id, listed.reason) == (found, "tip", "broken_seal")


def test_words_are_read_and_the_look_leaves_an_event(damage: Damage, office: Office) -> None:
    words = read(office, damage("a.jpg.enc"))
    assert words.answers is not None
    assert ANSWERS["description"] in {each.raw for each in words.answers.answers}
    assert "a.jpg" in words.where
    assert told(office)[-1] == "submission.looked_at"


def test_accepted_it_is_filed_as_needing_review(damage: Damage, office: Office) -> None:
    accept(office, damage("a.jpg.enc"))
    assert office.states() == [("needs_review", "not_proved")]
    assert office.records("report")[0]["description"] == ANSWERS["description"]
    with office.database.reading() as connection:
        rules = list(connection.scalars(select(finding.c.rule)))
        assert connection.scalar(select(submission.c.signature)) == "broken"
    assert "not_proved" in rules
    assert told(office)[-2:] == ["submission.accepted", "submission.needs_review"]


def test_accepted_it_opens_again_and_stays_unproved(damage: Damage, office: Office) -> None:
    found = damage("a.jpg.enc")
    accept(office, found)
    with office.database.reading() as connection:
        opened = office.opener.find_and_open(connection, found)
        assert opened.reviews == ("not_proved",)
        assert b"".join(office.opener.attachment(connection, opened, "a.jpg"))


def test_damaged_words_can_be_read_as_text_and_not_filed(damage: Damage, office: Office) -> None:
    found = damage("submission.xml.enc")
    words = read(office, found)
    assert (words.answers, words.can_be_filed) == (None, False)
    assert "<data" in words.raw
    with pytest.raises(Refused) as refused:
        accept(office, found)
    assert refused.value.code is Code.NOT_ACCEPTABLE


def test_accepting_twice_is_refused(damage: Damage, office: Office) -> None:
    found = damage("a.jpg.enc")
    accept(office, found)
    with pytest.raises(Refused) as refused:
        accept(office, found)
    assert refused.value.code is Code.NOT_DAMAGED


def test_whole_report_cannot_be_accepted(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    with office.database.reading() as connection:
        found = str(connection.scalar(select(submission.c.id)))
    with pytest.raises(Refused) as refused:
        read(office, found)
    assert refused.value.code is Code.NOT_DAMAGED


def test_unknown_report_is_said(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        read(office, "none")
    assert refused.value.code is Code.UNKNOWN_SUBMISSION


@pytest.mark.parametrize("actor", [BO, OLIVE, ADA], ids=lambda actor: actor.id)
def test_only_who_decides_may_look(damage: Damage, office: Office, actor: Actor) -> None:
    found = damage("a.jpg.enc")
    for deed in (read, accept):
        with pytest.raises(NotAllowed):
            deed(office, found, actor)
