"""What is said of reports and cases, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.domain.casework.report_state import ReportState
from server.domain.casework.sayings import Stage, What
from server.domain.casework.statements import Relation
from server.domain.vocabulary import VOCABULARY

SAYS: Final[Mapping[What | Relation, str]] = {
    What.STATE: "What it is",
    What.OWNER: "Who sees to it",
    What.URGENCY: "How urgent it is",
    What.DUE: "Due by",
    What.LEAD_AGENCY: "Lead agency",
    What.STAGE: "Stage",
    What.ASSIGNEE: "Given to",
    Relation.BELONGS_TO: "Report put into the situation",
    Relation.QUOTES: "Report that quotes the reference of another",
    Relation.IS: "Said to be the same as",
    Relation.IS_NOT: "Said to be different from",
    Relation.IS_IN: "Person in the situation",
    Relation.IS_ABOUT: "Report about the person",
    Relation.IS_WITH: "Family or companion",
}
HELD_TO_BE: Final = {
    ReportState.UNVERIFIED: "Not verified",
    ReportState.VERIFIED: "Verified",
    ReportState.NOT_TRAFFICKING: "Not trafficking",
    ReportState.DUPLICATE_OF: "Repeats another report",
    ReportState.MORE_INFORMATION_NEEDED: "More information is needed",
}
URGENCIES: Final = {each.code: each.label for each in VOCABULARY["urgency"].terms}
STAGES: Final = {Stage.OPEN: "Open", Stage.WAITING: "Waiting", Stage.CLOSED: "Closed"}
CLOSED_FOR: Final = {
    "helped": "The people concerned were helped",
    "no_trafficking": "It was not trafficking",
    "no_more_to_do": "Nothing more can be done",
    "handed_over": "Another agency goes on with it",
    "by_mistake": "It was opened by mistake",
}
CODES: Final[Mapping[str, str]] = {
    **{str(code): said for code, said in HELD_TO_BE.items()},
    **URGENCIES,
    **{str(code): said for code, said in STAGES.items()},
    **CLOSED_FOR,
}
LESPWA: Final = {"unseal": "Lespwa"}
