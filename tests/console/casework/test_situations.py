"""The pages of situations: listed, read, tended, with tasks and a log; all of it taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from server.domain.permissions import Role
from tests.console.visitor import Console, Visitor

WHY = "Two people told the same."
Filed = Callable[..., str]
REFERENCE = "222-222-222"


@pytest.fixture
def situation(filed: Filed, inside: Visitor) -> str:
    """The address of a situation that was opened from a report."""
    shown = f"/reports/{filed(own=REFERENCE)}"
    answer = inside.send(f"{shown}/open-situation", shown=shown, why=WHY)
    return answer.headers["Location"].removeprefix("/console")


def done(visitor: Visitor, situation: str, deed: str, **fields: str) -> str:
    """Do something on the page of a situation, and return what is shown then."""
    visitor.clock.on(seconds=1)
    answer = visitor.send(f"{situation}/{deed}", shown=situation, **{"why": WHY, **fields})
    return visitor.get(situation).text if answer.status_code == 303 else answer.text


def first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    return found[1] if found else ""


@pytest.mark.requirement("R108")
def test_list_names_nobody_but_who_sees_to_it(
    console: Console, situation: str, inside: Visitor
) -> None:
    page = inside.get("/situations").text
    assert "<strong>Nobody sees to it</strong>" in page
    done(inside, situation, "say", says="owner", value=console.custody.account.id)
    done(inside, situation, "say", says="due", value="2026-01-01")
    page = inside.get("/situations").text
    assert console.custody.account.name in page
    assert "overdue" in page
    assert "A word with someone" not in page


def test_reading_a_situation_is_an_event(console: Console, situation: str, inside: Visitor) -> None:
    inside.get(situation)
    account, id_ = console.custody.account.id, situation.rsplit("/", 1)[1]
    assert console.events("case.read")[-1] == (account, id_, {"kind": "situation"})


def test_report_is_put_in_and_taken_out(filed: Filed, situation: str, inside: Visitor) -> None:
    other = filed(2, own="333-333-337")
    wrong = {"says": "belongs_to", "reference": "999-999-999"}
    assert "There is nothing with the reference" in done(inside, situation, "link", **wrong)
    page = done(inside, situation, "link", says="belongs_to", reference="333 333 337")
    assert f"/console/reports/{other}" in page
    cards = page.split(f"/console/reports/{other}")[1]
    link = first(r'name="statement" value="([0-9a-f]{32})"', cards)
    page = done(inside, situation, "take-back", statement=link)
    assert f"/console/reports/{other}" not in page


@pytest.mark.requirement("R38")
def test_two_situations_become_one_and_two_again(
    filed: Filed, situation: str, inside: Visitor
) -> None:
    shown = f"/reports/{filed(2)}"
    answer = inside.send(f"{shown}/open-situation", shown=shown, why=WHY)
    second = answer.headers["Location"].removeprefix("/console")
    reference = first(r'Situation <span class="code">([^<]+)<', inside.get(second).text)
    page = done(inside, situation, "link", says="is", reference=reference)
    assert "lead here too" in page
    assert inside.get(second).text.count("/console/reports/") == page.count("/console/reports/")
    joined = page.split("Said to be the same as")[1]
    link = first(r'name="statement" value="([0-9a-f]{32})"', joined)
    assert "lead here too" not in done(inside, situation, "take-back", statement=link)


def test_person_is_put_in_by_case_reference(filed: Filed, situation: str, inside: Visitor) -> None:
    filed(2, person="444-444-44C")
    page = done(inside, situation, "link", says="is_in", reference="444-444-44C")
    assert '<span class="code">444-444-44C</span>' in page


def test_situation_is_closed_with_a_reason_and_reopened(situation: str, inside: Visitor) -> None:
    page = done(inside, situation, "say", says="stage", value="closed")
    assert "say for which of the reasons" in page
    page = done(inside, situation, "say", says="stage", value="closed", detail="helped")
    assert "Closed: The people concerned were helped" in page
    page = done(inside, situation, "say", says="stage", value="open")
    assert "<dd>Open</dd>" in page


def test_task_is_given_and_ended_once(console: Console, situation: str, inside: Visitor) -> None:
    page = done(inside, situation, "tasks", what="Call the shelter", due="2026-01-01")
    assert "Call the shelter" in page
    assert "overdue" in page
    task = first(r'name="task" value="([0-9a-f]{32})"', page)
    page = done(inside, situation, "tasks/end", task=task, ending="done")
    assert '<span class="tag">done</span>' in page
    again = done(inside, situation, "tasks/end", task=task, ending="dropped")
    assert "Somebody said already" in again
    assert [each[2]["ending"] for each in console.events("task.ended")] == ["done"]


def test_task_that_is_refused_stands_in_its_form(situation: str, inside: Visitor) -> None:
    page = done(inside, situation, "tasks", what="Call the shelter", due="31 June")
    assert 'role="alert"' in page
    assert ">Call the shelter</textarea>" in page


@pytest.mark.requirement("R108")
def test_log_is_written_and_read(console: Console, situation: str, inside: Visitor) -> None:
    assert 'role="alert"' in done(inside, situation, "log", note=" ")
    assert "A bed was found" in done(inside, situation, "log", note="A bed was found for tonight")
    assert len(console.events("case.noted")) == 1


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_neither_see_nor_do_anything(console: Console, situation: str, role: Role) -> None:
    console.add("sam", role)
    sam = console.visitor()
    sam.come_in("sam")
    assert sam.get(situation).status_code == sam.get("/situations").status_code == 403
    for deed in ("say", "take-back", "link", "tasks", "tasks/end", "log"):
        assert sam.send(f"{situation}/{deed}", shown="/", why=WHY).status_code == 403, deed
    assert len(console.events("access.refused")) == 8


def test_situation_that_is_not_there_is_not_found(inside: Visitor) -> None:
    assert inside.get(f"/situations/{'0' * 32}").status_code == 404
