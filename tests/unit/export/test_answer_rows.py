"""Every answer has its cell in a row, and none is without a place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.domain.forms import OwnWords, Question, QuestionType
from server.odk.instance import read_answers
from server.odk.xform import read_form
from server.odk.xml import parse
from server.services.export.answer_facts import UNKNOWN_NODES
from server.services.export.answer_layout import lay_out
from server.services.export.answer_rows import rows_of
from tests.unit.export.asked import HELD, answer, answered_names, ask, several, version, write

VECTORS = Path(__file__).parents[2] / "vectors" / "collect"


def test_words_of_the_form_itself_are_no_answers() -> None:
    line = Question(path="line", type=QuestionType.TEXT, is_asked=False, own=OwnWords(text="847"))
    layout = lay_out("tip", [version("1", ask("a"), line)], split_multiples=False)
    [(_, row)] = write(layout, [answer(line, "847")])
    [(_, changed)] = write(layout, [answer(line, "they hold my passport")])
    assert answered_names(layout) == ["a"]
    assert row[UNKNOWN_NODES] is None
    assert "they hold my passport" in str(changed[UNKNOWN_NODES])


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
