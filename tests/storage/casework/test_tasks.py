"""Tasks are given with or without an owner, end once, and what they say lies sealed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.casework.statements import Kind, Thing
from server.domain.casework.task import Ending
from server.errors import Code, Refused
from server.services.casework.tasks import NewTask
from server.services.trust.rights import NotAllowed
from server.storage.casework.casework_tables import task
from tests.storage.casework.desk import WHY, Desk

WHAT = "Call the shelter"


def test_task_is_given_sealed_and_ended_with_a_word(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    new = NewTask(about=situation, what=WHAT, owner=desk.actor.id, due=date(2026, 12, 1))
    desk.end(desk.give(new), Ending.DONE)
    (found,) = desk.read(situation).tasks
    assert (found.what, found.owner, found.ending) == (WHAT, desk.actor.id, Ending.DONE)
    assert found.ended is not None
    assert found.ended.why == WHY
    with desk.database.reading() as connection:
        assert WHAT.encode() not in connection.scalars(select(task.c.what)).one()


def test_task_ends_once(desk: Desk, report: Thing) -> None:
    given = desk.give(NewTask(about=report, what=WHAT))
    desk.end(given, Ending.DROPPED)
    with pytest.raises(Refused) as refused:
        desk.end(given, Ending.DONE)
    assert refused.value.code is Code.TASK_ENDED


@pytest.mark.parametrize(
    ("owner", "what", "code"), [("0" * 32, WHAT, Code.BAD_SAYING), (None, " ", Code.BAD_WORD)]
)
def test_task_that_makes_no_sense_is_refused(
    desk: Desk, report: Thing, owner: str | None, what: str, code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        desk.give(NewTask(about=report, what=what, owner=owner))
    assert refused.value.code is code


def test_nothing_that_is_not_there_has_tasks(desk: Desk) -> None:
    for deed in (
        lambda: desk.give(NewTask(about=Thing(kind=Kind.PERSON, reference="0" * 32), what=WHAT)),
        lambda: desk.end("0" * 32, Ending.DONE),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code is Code.NOT_FOUND


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_neither_give_nor_end_tasks(desk: Desk, report: Thing, role: Role) -> None:
    given = desk.give(NewTask(about=report, what=WHAT))
    with pytest.raises(NotAllowed):
        desk.of(role).give(NewTask(about=report, what=WHAT))
    with pytest.raises(NotAllowed):
        desk.of(role).end(given, Ending.DONE)
