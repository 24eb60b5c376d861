"""The page of what waits: everything in one queue, chosen by kind, owner and lateness."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.domain.permissions import Role
from tests.console.asked import asked
from tests.console.visitor import Console, Visitor

Filed = Callable[..., str]


def test_first_page_leads_to_what_waits(inside: Visitor) -> None:
    assert 'href="/console/waits"' in inside.get("/").text
    assert "Nothing waits." in inside.get("/waits").text


@pytest.mark.requirement("R105")
def test_report_that_nobody_sees_to_is_loud(filed: Filed, inside: Visitor) -> None:
    report = filed()
    page = inside.get("/waits").text
    assert "<strong>1</strong>" in page
    assert f'href="/console/reports/{report}"' in page
    assert "Nobody said what it is." in page
    assert "<strong>Nobody sees to it</strong>" in page


@pytest.mark.parametrize(
    ("asked_for", "is_shown"),
    [
        ("why=triage", True),
        ("why=task", False),
        ("why=nonsense", True),
        ("owner=nobody", True),
        ("owner=0000", False),
        ("agency=Elsewhere", False),
        ("late=yes", False),
    ],
)
def test_what_is_chosen_is_shown(
    filed: Filed, inside: Visitor, asked_for: str, *, is_shown: bool
) -> None:
    report = filed()
    page = inside.get(f"/waits?{asked_for}").text
    assert (f"/console/reports/{report}" in page) is is_shown
    assert ("Nothing of this waits." in page) is not is_shown


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_do_not_see_it_and_are_not_led_there(console: Console, role: Role) -> None:
    console.add("sam", role)
    sam = console.visitor()
    sam.come_in("sam")
    assert "/console/waits" not in sam.get("/").text
    assert sam.get("/waits").status_code == 403
    assert [each[1] for each in console.events("access.refused")] == ["report.list"]


def test_number_of_questions_does_not_grow(console: Console, filed: Filed, inside: Visitor) -> None:
    def questions() -> int:
        with asked(console.database.engine) as found:
            inside.get("/waits")
        return len(found)

    filed(1)
    few = questions()
    for number in range(2, 6):
        filed(number, screened="222-222-222")
    assert questions() == few
