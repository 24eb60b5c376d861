"""Beside its answers an exported submission says where it came from and how it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.domain.states import State
from server.services.export.answer_facts import FIRST, LAST, first_cells, last_cells
from server.services.export.answer_layout import lay_out
from tests.unit.export.asked import HELD, ask, version, write


def test_a_row_says_who_sent_it_and_what_is_the_matter() -> None:
    layout = lay_out("tip", [version("1", ask("a"))], split_multiples=False)
    _, row = write(layout, [])[0]
    assert row["SubmissionDate"] == "2026-05-04T12:00:00.000Z"
    assert (row["KEY"], row["SubmitterName"], row["FormVersion"]) == ("uuid:1", "Ana Invented", "2")
    assert (row["AttachmentsPresent"], row["AttachmentsExpected"]) == (1, 2)
    assert (row["Status"], row["ReviewState"]) == ("needs_review", "hasIssues")
    assert row["ReviewReason"] == "no_signature unknown_version"


def test_there_is_a_cell_for_each_column() -> None:
    assert len(first_cells(HELD)) == len(FIRST)
    assert len(last_cells(HELD, "uuid:1", None)) == len(LAST)


def test_names_of_the_columns_are_told_apart() -> None:
    names = [each.name for each in (*FIRST, *LAST)]
    assert len(set(names)) == len(names)


def test_what_an_account_sent_names_the_account() -> None:
    held = replace(HELD, agent_id=None, agent_name=None, account_id="b" * 32, account_login="olive")
    cells = dict(zip([each.name for each in LAST], last_cells(held, "k", None), strict=True))
    assert (cells["SubmitterID"], cells["SubmitterName"]) == ("b" * 32, "olive")


@pytest.mark.parametrize("state", State)
def test_only_what_needs_a_person_has_issues(state: State) -> None:
    cells = last_cells(replace(HELD, state=state), "k", None)
    assert ("hasIssues" in cells) == (state is State.NEEDS_REVIEW)
