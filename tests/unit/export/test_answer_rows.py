"""Columns are named as ODK Central names them, over all versions; no answer is without a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exporters.tables import Cell, ColumnType
from server.domain.answers import Answer
from server.domain.forms import Choice, FormId, FormVersion, OwnWords, Question, QuestionType
from server.domain.mapping import Mapping
from server.domain.states import State
from server.odk.instance import read_answers
from server.odk.xform import read_form
from server.odk.xml import parse
from server.services.export.answer_facts import UNKNOWN_NODES
from server.services.export.answer_layout import Layout, lay_out
from server.services.export.answer_rows import rows_of
from server.services.export.attachments_out import attachments_table
from server.storage.export.exporting import HeldFacts

VECTORS = Path(__file__).parents[2] / "vectors" / "collect"
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


def test_columns_carry_the_names_of_their_groups() -> None:
    layout = lay_out("tip", [version("1", ask("a"), ask("g/h/b"))], split_multiples=False)
    assert answered_names(layout) == ["a", "g-h-b"]


def test_words_of_the_form_itself_are_no_answers() -> None:
    line = Question(path="line", type=QuestionType.TEXT, is_asked=False, own=OwnWords(text="847"))
    layout = lay_out("tip", [version("1", ask("a"), line)], split_multiples=False)
    [(_, row)] = write(layout, [answer(line, "847")])
    [(_, changed)] = write(layout, [answer(line, "they hold my passport")])
    assert answered_names(layout) == ["a"]
    assert row[UNKNOWN_NODES] is None
    assert "they hold my passport" in str(changed[UNKNOWN_NODES])


def test_a_point_has_four_columns() -> None:
    layout = lay_out("tip", [version("1", ask("p", QuestionType.GEOPOINT))], split_multiples=False)
    assert answered_names(layout) == ["p-Latitude", "p-Longitude", "p-Altitude", "p-Accuracy"]


def test_the_leading_versions_order_comes_first_and_extras_after() -> None:
    versions = [version("2", ask("b"), ask("new")), version("1", ask("old"), ask("b"))]
    layout = lay_out("tip", versions, split_multiples=False)
    assert answered_names(layout) == ["b", "new", "old"]
    assert [each.source for each in layout.tables[""].columns[1:4]] == [
        "version 2, 1",
        "version 2",
        "version 1",
    ]


def test_a_question_that_became_a_point_has_both_columns() -> None:
    versions = [version("2", ask("p", QuestionType.GEOPOINT)), version("1", ask("p"))]
    layout = lay_out("tip", versions, split_multiples=False)
    assert answered_names(layout)[-1] == "p~2"


def test_a_question_never_takes_the_name_of_a_column_of_ours() -> None:
    layout = lay_out(
        "tip", [version("1", ask("KEY"), ask("g-a"), ask("g/a"))], split_multiples=False
    )
    names = [each.name for each in layout.tables[""].columns]
    assert names[1:4] == ["KEY~2", "g-a", "g-a~2"]
    assert len(names) == len(set(names))


def test_repeats_are_tables_of_their_own() -> None:
    questions = (
        ask("r/a", QuestionType.TEXT, "r"),
        ask("r/g/s/b", QuestionType.TEXT, "r", "r/g/s"),
    )
    layout = lay_out("tip", [version("1", *questions)], split_multiples=False)
    assert [each.name for each in layout.tables.values()] == ["tip", "tip-r", "tip-s"]
    assert answered_names(layout, "tip-s") == ["b"]
    assert layout.tables["r/g/s"].parent == "tip-r"


def test_repeats_of_one_name_are_numbered_as_in_central() -> None:
    questions = (ask("a/r/x", QuestionType.TEXT, "a/r"), ask("b/r/x", QuestionType.TEXT, "b/r"))
    layout = lay_out("tip", [version("1", *questions)], split_multiples=False)
    assert [each.name for each in layout.tables.values()] == ["tip", "tip-r~1", "tip-r~2"]


def test_several_choices_are_split_on_request_over_all_versions() -> None:
    versions = [version("2", several("k", "x", "y")), version("1", several("k", "y", "z"))]
    layout = lay_out("tip", versions, split_multiples=True)
    assert answered_names(layout) == ["k", "k/x", "k/y", "k/z"]
    _, row = write(layout, [answer(versions[1].questions[0], "z other")])[0]
    assert [row[name] for name in ("k", "k/x", "k/y", "k/z")] == ["z other", 0, 0, 1]


def test_a_choice_that_was_not_asked_is_no_zero() -> None:
    layout = lay_out("tip", [version("1", several("k", "x"))], split_multiples=True)
    _, row = write(layout, [])[0]
    assert row["k/x"] is None


def test_questions_with_the_same_choices_share_a_list() -> None:
    same = [several("a", "x", "y"), several("b", "x", "y"), several("c", "x")]
    layout = lay_out("tip", [version("1", *same)], split_multiples=False)
    assert [each.codes for each in layout.tables[""].columns[1:4]] == ["a", "a", "c"]
    assert [each.name for each in layout.code_lists] == ["a", "c"]


def test_the_dictionary_knows_where_a_question_is_filed() -> None:
    mapping = Mapping(kind="report", field="description")
    question = Question(
        path="g/d", type=QuestionType.TEXT, mapping=mapping, labels={"fr": "Quoi ?"}
    )
    layout = lay_out("tip", [version("1", question)], split_multiples=False)
    column = layout.tables[""].columns[1]
    assert column.crosswalk == {"case": "report.description"}
    assert (column.section, column.sensitivity, column.label) == ("g", "restricted", "Quoi ?")


def test_a_row_says_who_sent_it_and_what_is_the_matter() -> None:
    layout = lay_out("tip", [version("1", ask("a"))], split_multiples=False)
    _, row = write(layout, [])[0]
    assert row["SubmissionDate"] == "2026-05-04T12:00:00.000Z"
    assert (row["KEY"], row["SubmitterName"], row["FormVersion"]) == ("uuid:1", "Ana Invented", "2")
    assert (row["AttachmentsPresent"], row["AttachmentsExpected"]) == (1, 2)
    assert (row["Status"], row["ReviewState"]) == ("needs_review", "hasIssues")
    assert row["ReviewReason"] == "no_signature unknown_version"


def test_turns_of_repeats_know_their_parent() -> None:
    outer = ask("g/r/a", QuestionType.TEXT, "g/r")
    inner = ask("g/r/s/b", QuestionType.TEXT, "g/r", "g/r/s")
    layout = lay_out("tip", [version("1", outer, inner)], split_multiples=False)
    rows = write(layout, [answer(inner, "x", 2, 1), answer(outer, "", 3)])
    assert [(name, row["KEY"], row.get("PARENT_KEY")) for name, row in rows] == [
        ("tip", "uuid:1", None),
        ("tip-r", "uuid:1/g/r[2]", "uuid:1"),
        ("tip-s", "uuid:1/g/r[2]/s[1]", "uuid:1/g/r[2]"),
        ("tip-r", "uuid:1/g/r[3]", "uuid:1"),
    ]


ASKED, POINT = ask("a"), ask("p", QuestionType.GEOPOINT)
LOST = {
    "unknown to the form": answer(None, "x", 1, path="z/y"),
    "given twice": answer(ASKED, "again"),
    "of no version": answer(ask("other"), "x"),
    "at a turn that is none": answer(ASKED, "x", 4),
    "no point": answer(POINT, "here"),
    "too many numbers": answer(POINT, "1 2 3 4 5"),
}


@pytest.mark.parametrize("what", LOST)
def test_an_answer_without_a_column_is_an_unknown_node(what: str) -> None:
    layout = lay_out("tip", [version("1", ASKED, POINT)], split_multiples=False)
    lost = LOST[what]
    _, row = write(layout, [answer(ASKED, "first"), lost])[0]
    nodes = json.loads(str(row["unknown-nodes"]))
    assert nodes == [{"path": lost.path, "position": list(lost.position), "text": lost.raw}]
    assert row["a"] == "first"


def test_a_point_is_split_as_far_as_it_goes() -> None:
    layout = lay_out("tip", [version("1", POINT)], split_multiples=False)
    _, row = write(layout, [answer(POINT, "13.9 -61.0 2.5")])[0]
    assert [row[f"p-{part}"] for part in ("Latitude", "Longitude", "Altitude", "Accuracy")] == [
        "13.9",
        "-61.0",
        "2.5",
        None,
    ]


def test_a_form_without_versions_has_a_table_all_the_same() -> None:
    assert answered_names(lay_out("tip", [], split_multiples=False)) == []


def test_attachments_have_a_table_whose_name_is_free() -> None:
    layout = lay_out("attachments", [version("1", ask("attachments"))], split_multiples=False)
    table = attachments_table(layout.tables[""], [])
    assert (table.name, table.nested) == ("attachments~2", "attachments~2")
    assert table.columns[0].type is ColumnType.ATTACHMENT


@pytest.mark.parametrize("name", sorted(each.name for each in (VECTORS / "plain").iterdir()))
def test_every_text_of_a_real_submission_is_exported(name: str) -> None:
    form = read_form((VECTORS / "form.xml").read_bytes())
    xml = (VECTORS / "plain" / name / "submission.xml").read_bytes()
    layout = lay_out("enc_test", [form], split_multiples=False)
    cells = {
        cell
        for _, row in rows_of(layout, HELD, "k", read_answers(xml, form).answers)
        for cell in row
    }
    texts = {each.text for each in parse(xml).iter() if not len(each) and each.text}
    points = {part for text in texts for part in text.split()}
    assert texts - cells <= {text for text in texts if set(text.split()) <= points & cells}
