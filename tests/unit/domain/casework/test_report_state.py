"""A report goes from unverified and back, by the word of the task force only."""

from datetime import UTC, datetime

import pytest

from server.domain.casework.report_state import Finding, ReportState, may_become
from server.domain.casework.statements import Word
from server.domain.permissions import Role

WORD = Word(who="amina", at=datetime(2026, 5, 4, tzinfo=UTC), why="Two officers saw it.")
OTHERS = sorted(set(ReportState) - {ReportState.UNVERIFIED})


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", OTHERS)
def test_only_the_task_force_changes_a_state(role: Role, state: ReportState) -> None:
    expected = role in {Role.LEADER, Role.DATA_MANAGER}
    assert may_become(role, ReportState.UNVERIFIED, state) == expected
    assert may_become(role, state, ReportState.UNVERIFIED) == expected


@pytest.mark.parametrize("state", OTHERS)
def test_other_states_go_back_first(state: ReportState) -> None:
    assert not any(may_become(Role.LEADER, state, each) for each in OTHERS)


def test_duplicate_names_its_original() -> None:
    found = Finding(state=ReportState.DUPLICATE_OF, word=WORD, original="ABC-DEF-GHJ")
    assert found.original == "ABC-DEF-GHJ"
    with pytest.raises(ValueError, match="original"):
        Finding(state=ReportState.DUPLICATE_OF, word=WORD)
    with pytest.raises(ValueError, match="original"):
        Finding(state=ReportState.VERIFIED, word=WORD, original="ABC-DEF-GHJ")
