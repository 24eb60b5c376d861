"""A situation is read whole, under each reference that was joined with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.domain.access import Role
from server.domain.casework.statements import Kind, Relation, Thing
from server.errors import Code, Refused
from server.services.trust.rights import NotAllowed
from tests.storage.casework.desk import Desk, of
from tests.storage.casework.quoting import Quoting


@pytest.mark.requirement("R38")
def test_joined_situations_are_read_as_one_from_either(
    desk: Desk, filed: Callable[[int], Thing]
) -> None:
    first, second = desk.open(filed(1)), desk.open(filed(2))
    desk.link(of(second, Relation.IS, first.reference))
    one, other = desk.read(first), desk.read(second)
    assert one == other
    assert (len(one.reports), len(one.others), len(one.joined)) == (2, 1, 1)


@pytest.mark.requirement("R14")
def test_report_that_another_brought_has_no_link_of_its_own(desk: Desk, quoting: Quoting) -> None:
    reference = quoting.reference()
    situation = desk.open(Thing(kind=Kind.REPORT, reference=quoting.file(own=reference)))
    quoting.file(screened=reference)
    links = [each.link for each in desk.read(situation).reports]
    assert sorted(each is None for each in links) == [False, True]


def test_person_is_no_situation(desk: Desk, quoting: Quoting) -> None:
    quoting.file(person=quoting.reference())
    for name in ("0" * 32, "x"):
        with pytest.raises(Refused) as refused:
            desk.read(Thing(kind=Kind.SITUATION, reference=name))
        assert refused.value.code is Code.NOT_FOUND


def test_others_read_no_situation(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    with pytest.raises(NotAllowed):
        desk.of(Role.CASE_WORKER).read(situation)
