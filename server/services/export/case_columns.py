"""The columns of a case export that are not fields of the schema: provenance and what is beside."""

from __future__ import annotations

from exporters.tables import Column, ColumnType, Table
from server.domain.schema.kinds import Sensitivity

ROOT = "submission"


def _coded(name: str, label: str, type_: ColumnType = ColumnType.TEXT) -> Column:
    return Column(name=name, label=label, type=type_, sensitivity=Sensitivity.CODED.value)


_LINK = _coded("submission_id", "The submission it came from")
_TURN = _coded("position", "Its turn in repeats", ColumnType.JSON)

SUBMISSION = Table(
    name=ROOT,
    label="One submission that was opened",
    key="submission_id",
    columns=(
        _coded("submission_id", "The submission"),
        _coded("form", "The form it was made with"),
        _coded("version", "The version of that form"),
        _coded("instance_id", "The id that its device gave it"),
        _coded("received_at", "When it came in", ColumnType.MOMENT),
        _coded("opened_at", "When it was opened", ColumnType.MOMENT),
        _coded("state", "Its state in the books", ColumnType.CODE),
        _coded("review_reason", "Why a person should look at it", ColumnType.CODES),
        _coded("channel", "How it came in", ColumnType.CODE),
        _coded("seal", "valid, absent, or empty when it was sent in clear", ColumnType.CODE),
        _coded("agency", "The agency of the agent who sent it"),
        Column(
            name="agent",
            label="The agent who sent it",
            sensitivity=Sensitivity.RESTRICTED.value,
        ),
    ),
)

BEFORE = (
    _LINK,
    _coded("submission_form", "The form it came in with"),
    _coded("submission_version", "The version of that form"),
    _coded("submission_state", "The state of its submission", ColumnType.CODE),
    _coded("review_reason", "Why a person should look at it", ColumnType.CODES),
    _coded("record_id", "The record"),
    _coded("subject_id", "The report, person or consent that it hangs on"),
    _coded("ordinal", "Its place among the records of its submission", ColumnType.INTEGER),
)
"""What stands before the fields of a record."""

AFTER = (
    _coded(
        "provenance",
        "For each field: the path of the question that filled it, and its turn in repeats",
        ColumnType.JSON,
    ),
)
"""What stands after them."""

OTHER_ANSWER = Table(
    name="other_answer",
    label="One answer that fills no field of the schema",
    key="other_answer_id",
    parent=ROOT,
    parent_key="submission_id",
    columns=(
        _LINK,
        _coded("other_answer_id", "The answer"),
        _coded("path", "The question's path in the form"),
        _TURN,
        # Nobody declared what a question outside the schema asks: it may be a name.
        Column(
            name="text",
            label="The answer as sent",
            sensitivity=Sensitivity.IDENTIFYING.value,
        ),
        _coded("is_known", "1 when the form asks it, 0 when it does not know it", ColumnType.FLAG),
    ),
)

FINDING = Table(
    name="finding",
    label="One thing that a person should look at",
    key="finding_id",
    parent=ROOT,
    parent_key="submission_id",
    columns=(
        _LINK,
        _coded("finding_id", "The finding"),
        _coded("record_id", "The record it is about"),
        _coded("rule", "The rule that found it", ColumnType.CODE),
        _coded("sentence", "What it is"),
        _coded("fields", "The fields it is about", ColumnType.CODES),
        _coded("path", "The question's path in the form"),
        _TURN,
    ),
)
