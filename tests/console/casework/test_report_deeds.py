"""What is said of a report on its page: kept, shown, taken back, and refused without a loss."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from server.domain.permissions import Role
from tests.console.visitor import Console, Visitor

WHY = "Two people told the same."
Filed = Callable[..., str]


def said(visitor: Visitor, report: str, **fields: str) -> str:
    """Say something on the page of a report, and return what is shown then."""
    visitor.clock.on(seconds=1)
    answer = visitor.send(
        f"/reports/{report}/say", shown=f"/reports/{report}", **{"why": WHY, **fields}
    )
    return visitor.get(f"/reports/{report}").text if answer.status_code == 303 else answer.text


def statement(page: str) -> str:
    found = re.search(r'name="statement" value="([0-9a-f]{32})"', page)
    return found[1] if found else ""


@pytest.mark.requirement("R17")
def test_report_is_verified_with_a_word_and_taken_back(filed: Filed, inside: Visitor) -> None:
    report = filed()
    page = said(inside, report, says="state", value="verified")
    assert "<dd>Verified</dd>" in page
    assert WHY in page
    back = {"statement": statement(page), "why": "It was another place."}
    inside.send(f"/reports/{report}/take-back", shown=f"/reports/{report}", **back)
    page = inside.get(f"/reports/{report}").text
    assert "<dd>Not verified</dd>" in page
    assert "It was another place." in page


@pytest.mark.requirement("R105")
def test_report_is_given_to_somebody_by_a_day(
    console: Console, filed: Filed, inside: Visitor
) -> None:
    report, amina = filed(), console.custody.account
    page = inside.get(f"/reports/{report}").text
    assert "<strong>Nobody</strong>" in page
    said(inside, report, says="owner", value=amina.id)
    page = said(inside, report, says="due", value="2026-11-01")
    assert f"<dd>{amina.name}</dd>" in page
    assert "overdue" in page


def test_what_was_typed_stands_in_its_form_when_it_is_refused(
    filed: Filed, inside: Visitor
) -> None:
    report = filed()
    page = said(inside, report, says="due", value="2026-12-24", why="no")
    assert 'role="alert"' in page
    assert 'value="2026-12-24"' in page
    assert ">no</textarea>" in page
    assert "<dd>No day was set</dd>" in page


def test_duplicate_is_named_by_reference_in_any_spelling(filed: Filed, inside: Visitor) -> None:
    reference = "222-222-222"
    filed(1, own=reference)
    second = filed(2)
    fields = {"says": "state", "value": "duplicate_of", "reference": "999-999-999"}
    assert "There is nothing with the reference" in said(inside, second, **fields)
    page = said(inside, second, **{**fields, "reference": " 222 222 222"})
    assert "<dd>Repeats another report</dd>" in page


@pytest.mark.requirement("R14")
def test_reports_that_quote_each_other_lead_to_each_other(filed: Filed, inside: Visitor) -> None:
    screening = filed(1, own="222-222-222")
    report = filed(2, screened="222-222-222")
    assert f'href="/console/reports/{screening}"' in inside.get(f"/reports/{report}").text
    page = inside.get(f"/reports/{screening}").text
    assert f'href="/console/reports/{report}"' in page
    assert "Lespwa," in page  # who linked them


def test_situation_is_opened_from_a_report(filed: Filed, inside: Visitor) -> None:
    report = filed()
    shown = f"/reports/{report}"
    answer = inside.send(f"{shown}/open-situation", shown=shown, why="no")
    assert answer.status_code == 422
    answer = inside.send(f"{shown}/open-situation", shown=shown, why=WHY)
    assert "/situations/" in answer.headers["Location"]
    assert 'href="/console/situations/' in inside.get(shown).text


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_nobody_else_says_anything_of_a_report(console: Console, filed: Filed, role: Role) -> None:
    report = filed()
    console.add("sam", role)
    sam = console.visitor()
    sam.come_in("sam")
    for deed in ("say", "take-back", "link", "open-situation"):
        answer = sam.send(f"/reports/{report}/{deed}", shown="/", says="state", why=WHY)
        assert answer.status_code == 403, deed
    assert len(console.events("access.refused")) == 4
    assert console.events("statement.said") == []


def test_what_no_page_of_ours_sends_is_refused(filed: Filed, inside: Visitor) -> None:
    report = filed()
    answer = inside.send(
        f"/reports/{report}/say", shown=f"/reports/{report}", says="guilt", why=WHY
    )
    assert answer.status_code == 400
    gone = "0" * 32
    answer = inside.send(f"/reports/{gone}/say", shown="/reports", says="due", value="2026-12-24")
    assert answer.status_code == 404
