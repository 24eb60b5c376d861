"""Questions and answers of an invented form, laid out and written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from exporters.tables import Cell
from server.domain.answers import Answer
from server.domain.forms import Choice, FormId, FormVersion, Question, QuestionType
from server.domain.states import State
from server.services.export.answer_layout import Layout
from server.services.export.answer_rows import rows_of
from server.storage.export.exporting import HeldFacts

HELD = HeldFacts(
    id="f" * 32,
    form_id="tip",
    version="2",
    instance_id="uuid:1",
    state=State.NEEDS_REVIEW,
    reason="no_signature,unknown_version",
    received_at=datetime(2026, 5, 4, 12, 0, tzinfo=UTC),
    opened_at=None,
    channel="agent",
    signature="absent",
    agent_id="a" * 32,
    agent_name="Ana Invented",
    agency="police",
    files_expected=2,
    files_present=1,
    is_sealed=True,
)


def ask(path: str, type_: QuestionType = QuestionType.TEXT, *repeats: str) -> Question:
    return Question(path=path, type=type_, repeats=repeats, labels={"": f"What is {path}?"})


def several(path: str, *codes: str) -> Question:
    choices = tuple(Choice(code=code, labels={"en": code.title()}) for code in codes)
    return Question(path=path, type=QuestionType.SELECT_MULTIPLE, choices=choices)


def version(name: str, *questions: Question) -> FormVersion:
    repeats = tuple(dict.fromkeys(repeat for each in questions for repeat in each.repeats))
    return FormVersion(
        form_id=FormId("tip"),
        version=name,
        title="Tip",
        root="data",
        questions=questions,
        repeats=repeats,
        languages=("en",),
    )


def answer(question: Question | None, raw: str, *position: int, path: str = "") -> Answer:
    name = question.path if question else path
    return Answer(path=name, position=position, raw=raw, value=raw, question=question)


def answered_names(layout: Layout, table: str = "tip") -> list[str]:
    """The columns of a table but those that every table has."""
    found = next(each for each in layout.tables.values() if each.name == table)
    names = [each.name for each in found.columns]
    if not found.parent:
        return names[1 : names.index("KEY")]
    return names[: names.index("PARENT_KEY")]


def write(layout: Layout, answers: Sequence[Answer]) -> list[tuple[str, dict[str, Cell]]]:
    tables = {each.name: each for each in layout.tables.values()}
    return [
        (name, dict(zip([column.name for column in tables[name].columns], row, strict=True)))
        for name, row in rows_of(layout, HELD, "uuid:1", answers)
    ]
