"""A row of the case export has a cell for each column, and nothing sealed without its key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.schema.kinds import Field, FieldType
from server.services.export.case_columns import SUBMISSION
from server.services.export.case_rows import Values, submission_cells
from tests.unit.export.asked import HELD

KINDS = Field(name="kinds", type=FieldType.CODES, label="Kinds", section="")
WORDS = Field(name="words", type=FieldType.TEXT, label="Words", section="")
NAMES = [each.name for each in SUBMISSION.columns]


def test_submission_has_a_cell_for_each_column() -> None:
    cells = dict(zip(NAMES, submission_cells(HELD, coded_only=False), strict=True))
    assert (cells["state"], cells["agency"], cells["agent"]) == (
        "needs_review",
        "police",
        "Ana Invented",
    )
    assert cells["review_reason"] == "no_signature unknown_version"


@pytest.mark.requirement("R42")
def test_who_sent_it_is_not_among_the_codes() -> None:
    assert "Ana Invented" not in submission_cells(HELD, coded_only=True)


def test_nothing_to_look_at_is_no_reason() -> None:
    cells = dict(
        zip(NAMES, submission_cells(replace(HELD, reason=None), coded_only=False), strict=True)
    )
    assert cells["review_reason"] is None


@given(st.lists(st.text(min_size=1)))
def test_several_codes_come_in_their_order(codes: list[str]) -> None:
    values = Values(codes={("1", "kinds"): codes})
    assert values.of("report", {"id": "1"}, KINDS) == tuple(codes)


@given(st.none() | st.text() | st.integers())
def test_what_lies_in_clear_comes_as_it_is(kept: str | int | None) -> None:
    assert Values(codes={}).of("report", {"id": "1", "words": kept}, WORDS) == kept


@given(st.binary())
def test_what_is_sealed_is_nothing_without_its_key(sealed: bytes) -> None:
    assert Values(codes={}).of("report", {"id": "1", "words": sealed}, WORDS) is None
