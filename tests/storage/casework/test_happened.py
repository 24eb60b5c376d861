"""Everything that happened is told in order, with who and why; what was taken back stands twice."""

from __future__ import annotations

from datetime import timedelta

from server.domain.casework.sayings import What
from server.domain.casework.statements import Relation, Thing
from tests.storage.casework.desk import WHY, Desk, of
from tests.storage.senders import NOON

HOUR = timedelta(hours=1)


def test_everything_that_happened_is_told_with_who_and_why(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    said = desk.tend(of(situation, What.DUE, "2026-12-24"), at=NOON + HOUR)
    desk.take_back(said, "Too early.", at=NOON + 2 * HOUR)
    found = desk.read(situation).happened
    assert [(each.says, each.is_taken_back, each.why) for each in found] == [
        (Relation.BELONGS_TO, False, WHY),
        (What.DUE, False, WHY),
        (What.DUE, True, "Too early."),
    ]
    assert {each.who for each in found} == {desk.actor.id}


def test_only_what_stands_can_be_taken_back(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    said = desk.tend(of(situation, What.DUE, "2026-12-24"), at=NOON + HOUR)
    assert [each.statement for each in desk.read(situation).happened][-1] == said
    desk.take_back(said, at=NOON + 2 * HOUR)
    assert [each.statement for each in desk.read(situation).happened][1:] == [None, None]
