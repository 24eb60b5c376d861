"""The pages of the desk ask the database few questions, however much there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.console.asked import asked
from tests.console.visitor import Console, Visitor

MOST = 12
WHY = "Two people told the same."


@pytest.fixture
def situation(filed: Callable[..., str], inside: Visitor) -> str:
    """The address of a situation of some reports, with tasks and a log."""
    shown = f"/reports/{filed(own='222-222-222')}"
    answer = inside.send(f"{shown}/open-situation", shown=shown, why=WHY)
    for number in range(2, 6):
        filed(number, screened="222-222-222")
    page = answer.headers["Location"].removeprefix("/console")
    inside.send(f"{page}/tasks", shown=page, what="Call the shelter")
    inside.send(f"{page}/log", shown=page, note="A bed was found")
    return page


@pytest.fixture
def questions(console: Console, inside: Visitor) -> Callable[[str], list[str]]:
    """What the database is asked for a page; on SQLite the chain of events takes two more."""

    def count(page: str) -> list[str]:
        with asked(console.database.engine) as found:
            assert inside.get(page).status_code == 200
        return [each for each in found if "audit_head" not in each]

    return count


def test_page_of_a_situation(situation: str, questions: Callable[[str], list[str]]) -> None:
    found = questions(situation)
    assert len(found) <= MOST, "\n\n".join(found)


def test_lists(situation: str, questions: Callable[[str], list[str]]) -> None:
    for page in ("/waits", "/reports", "/situations"):
        found = questions(page)
        assert situation
        assert len(found) <= MOST, "\n\n".join(found)
