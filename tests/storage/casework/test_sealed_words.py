"""Words of the desk open with the key of what they are about, and with none else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.domain.casework.sayings import What
from server.domain.casework.statements import Kind, Thing
from server.errors import Code, Refused
from server.odk.opened import Unreadable
from server.storage.casework.casework_tables import statement
from server.storage.trust.data_key_tables import data_key
from tests.storage.casework.desk import WHY, Desk, of
from tests.storage.senders import Office, Tablet


def test_who_holds_no_key_can_say_nothing_and_reads_no_reason(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.URGENCY, "emergency"))
    keyless = replace(desk, keys=None)
    with pytest.raises(Refused) as refused:
        keyless.triage(of(report, What.URGENCY, "not_urgent"))
    assert refused.value.code is Code.NO_KEY_HELD
    assert [each.said.why for each in keyless.sayings(report)] == [""]


def test_reason_is_gone_with_the_key_of_what_it_is_about(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.URGENCY, "emergency"))
    with desk.database.work() as work:
        work.connection.execute(data_key.delete())
        work.note("amina", "submission.disposed", report.reference)
        work.commit()
    (kept,) = desk.sayings(report)
    assert (kept.value, kept.said.why) == ("emergency", "")


def test_damaged_word_is_as_lost_as_its_key(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.URGENCY, "emergency"))
    with desk.database.work() as work:
        work.connection.execute(statement.update().values(why=b"damaged by somebody"))
        work.note("amina", "submission.disposed", report.reference)
        work.commit()
    assert [each.said.why for each in desk.sayings(report)] == [""]


def test_damaged_key_opens_no_word_and_seals_none(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.URGENCY, "emergency"))
    with desk.database.work() as work:
        work.connection.execute(data_key.update().values(wrapped=b"damaged by somebody"))
        work.note("amina", "submission.disposed", report.reference)
        work.commit()
    assert [each.said.why for each in desk.sayings(report)] == [""]
    with pytest.raises(Unreadable):
        desk.triage(of(report, What.URGENCY, "not_urgent"))


def test_report_that_has_no_key_yet_is_given_one_that_filing_goes_on_with(
    desk: Desk, tablet: Tablet, office: Office
) -> None:
    sent = tablet.send_sealed(7).submission_id
    waiting = Thing(kind=Kind.REPORT, reference=sent)
    desk.triage(of(waiting, What.URGENCY, "emergency"))
    office.unseal()
    assert office.states() == [("filed", None)]
    assert [each.said.why for each in desk.sayings(waiting)] == [WHY]
