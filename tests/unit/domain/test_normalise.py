from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from server.domain.answers import Answer, Answers, Value
from server.domain.forms import (
    FormId,
    InstanceId,
    OwnWords,
    Question,
    QuestionType,
    SubmissionId,
)
from server.domain.mapping import parse
from server.domain.normalise import normalise
from server.domain.records import Filing, OtherAnswer, Source
from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema

TODAY = date(2026, 11, 22)
HERE = SubmissionId("0" * 32)
CODES = {"yes_no": frozenset({"yes", "no"}), "work": frozenset({"farm", "begging"})}


def field(name: str, type_: FieldType, codes: str | None = None) -> Field:
    return Field(name=name, type=type_, label=name.capitalize(), section="A", codes=codes)


SCHEMA = Schema(
    (
        RecordKind(
            name="person",
            label="Person",
            is_subject=True,
            fields=(
                *(field(f"a_{type_}", type_) for type_ in FieldType),
                field("name", FieldType.TEXT),
                field("work", FieldType.CODES, "work"),
            ),
        ),
        RecordKind(name="consent", label="Consent", is_subject=True, fields=()),
        RecordKind(
            name="mean",
            label="Means of control",
            keys=("phase", "mean"),
            fields=(
                field("phase", FieldType.CODE),
                field("mean", FieldType.CODE),
                field("used", FieldType.CODE, "yes_no"),
                field("by", FieldType.CODES),
            ),
        ),
    )
)


def question(
    path: str, mapping: str | None, type_: QuestionType = QuestionType.TEXT, **more: object
) -> Question:
    read = parse(mapping) if mapping else None
    return Question(path=path, type=type_, mapping=read, **more)  # type: ignore[arg-type] # test shorthand


def answer(asked: Question, value: Value | None, *position: int, raw: str | None = None) -> Answer:
    text = raw if raw is not None else str(value)
    return Answer(path=asked.path, position=position, raw=text, value=value, question=asked)


def filed(*answers: Answer) -> Filing:
    sent = Answers(
        form_id=FormId("f"), version="1", instance_id=InstanceId("uuid:1"), answers=answers
    )
    return normalise(HERE, sent, today=TODAY, schema=SCHEMA, known_codes=CODES.__getitem__)


def rules(filing: Filing) -> list[str]:
    return [finding.rule for finding in filing.findings]


def test_normalise_files_a_mapped_answer_with_its_source() -> None:
    [record] = filed(answer(question("a/who", "person.name"), "Anna")).records
    assert (record.kind, record.values) == ("person", {"name": "Anna"})
    assert record.sources == {"name": Source(path="a/who")}


@pytest.mark.requirement("R59")
def test_normalise_makes_one_row_for_each_key_and_puts_the_keys_into_its_values() -> None:
    one = question("a", "mean[phase=entry,mean=drugs].used")
    two = question("b", "mean[mean=drugs,phase=entry].by", QuestionType.SELECT_MULTIPLE)
    other = question("c", "mean[phase=entry,mean=debts].used")
    sent = filed(answer(one, "yes"), answer(two, ("x", "y"), raw="x y"), answer(other, "no"))
    assert [dict(each.values) for each in sent.records] == [
        {"phase": "entry", "mean": "drugs", "used": "yes", "by": ("x", "y")},
        {"phase": "entry", "mean": "debts", "used": "no"},
    ]


def test_normalise_gives_the_same_submission_the_same_ids() -> None:
    sent = answer(question("a", "person.name"), "Anna")
    assert filed(sent) == filed(sent)
    assert len(filed(sent).records[0].id) == 32


@pytest.mark.requirement("R58")
def test_normalise_makes_one_row_for_each_turn_of_a_repeat() -> None:
    who = question("p/who", "person.name", repeats=("p",))
    first, second = filed(answer(who, "Anna", 1), answer(who, "Ben", 2)).records
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert first.id != second.id


def test_normalise_tells_repeats_at_the_same_position_apart() -> None:
    one = question("p/who", "person.name", repeats=("p",))
    two = question("q/who", "person.name", repeats=("q",))
    assert len(filed(answer(one, "Anna", 1), answer(two, "Ben", 1)).records) == 2


def test_normalise_hangs_a_record_on_the_subject_around_it() -> None:
    who = question("p/who", "person.name", repeats=("p",))
    used = question("p/m/used", "mean[mean=drugs].used", repeats=("p", "p/m"))
    sent = filed(answer(who, "Anna", 1), answer(who, "Ben", 2), answer(used, "no", 2, 1))
    anna, ben, mean = sent.records
    assert (anna.subject, ben.subject, mean.subject) == (anna.id, ben.id, ben.id)


def test_normalise_prefers_the_innermost_subject() -> None:
    outer = question("who", "person.name")
    inner = question("p/who", "person.name", repeats=("p",))
    used = question("p/used", "mean[mean=drugs].used", repeats=("p",))
    sent = filed(answer(outer, "Anna"), answer(inner, "Ben", 1), answer(used, "no", 1)).records
    assert sent[2].subject == sent[1].id


def test_normalise_hangs_a_record_outside_all_repeats_on_the_only_subject() -> None:
    who = question("p/who", "person.name", repeats=("p",))
    used = question("used", "mean[mean=drugs].used")
    person, mean = filed(answer(who, "Anna", 1), answer(used, "no")).records
    assert mean.subject == person.id


def test_normalise_names_no_subject_when_several_could_be_meant() -> None:
    who = question("p/who", "person.name", repeats=("p",))
    used = question("used", "mean[mean=drugs].used")
    sent = filed(answer(who, "Anna", 1), answer(who, "Ben", 2), answer(used, "no"))
    assert sent.records[2].subject is None


@pytest.mark.parametrize("raw", ["", "  \n"])
def test_normalise_makes_nothing_of_an_empty_answer(raw: str) -> None:
    assert filed(answer(question("a", "person.name"), None, raw=raw)) == Filing(
        records=(), others=(), findings=()
    )


def test_normalise_keeps_an_unmapped_answer_beside_the_records() -> None:
    sent = filed(answer(question("a/b", None), "hello", raw=" hello "))
    assert sent.others == (OtherAnswer(source=Source(path="a/b"), text=" hello ", is_known=True),)


@pytest.mark.requirement("R33")
def test_normalise_keeps_a_node_that_the_form_does_not_know() -> None:
    node = Answer(path="x/y", position=(2,), raw="hi", value="hi", question=None)
    [other] = filed(node).others
    assert (other.source, other.is_known) == (Source(path="x/y", position=(2,)), False)


@pytest.mark.parametrize("path", ["meta/instanceID", "meta/instanceName"])
def test_normalise_leaves_the_names_of_the_submission_to_its_own_row(path: str) -> None:
    assert filed(answer(question(path, None), "uuid:1")).others == ()


@pytest.mark.parametrize(
    "mapping",
    ["nobody.name", "person.nothing", "person", "person[x=y].name", "mean[phase=a].phase"],
)
def test_normalise_keeps_an_answer_whose_mapping_leads_nowhere_now(mapping: str) -> None:
    sent = filed(answer(question("a", mapping), "Anna"))
    assert (sent.records, len(sent.others), rules(sent)) == ((), 1, ["unknown_field"])


def test_normalise_keeps_the_first_of_two_different_answers_in_the_field() -> None:
    one, two = question("a", "person.name"), question("b", "person.name")
    sent = filed(answer(one, "Anna"), answer(two, "Ann"))
    assert sent.records[0].values == {"name": "Anna"}
    assert [other.text for other in sent.others] == ["Ann"]
    assert rules(sent) == ["two_answers"]


def test_normalise_keeps_a_second_equal_answer_without_a_finding() -> None:
    one, two = question("a", "person.name"), question("b", "person.name")
    sent = filed(answer(one, "Anna"), answer(two, "Anna"))
    assert (len(sent.others), sent.findings) == (1, ())


def test_normalise_keeps_a_code_that_the_standard_list_does_not_have() -> None:
    asked = question("a", "person.work", QuestionType.SELECT_MULTIPLE)
    sent = filed(answer(asked, ("farm", "diving"), raw="farm diving"))
    assert sent.records[0].values == {"work": ("farm", "diving")}
    [finding] = sent.findings
    assert (finding.rule, finding.record) == ("unknown_code", sent.records[0].id)


def test_normalise_says_nothing_of_a_code_that_the_standard_list_has() -> None:
    asked = question("a", "mean[mean=drugs].used", QuestionType.SELECT_ONE)
    assert filed(answer(asked, "yes")).findings == ()


@pytest.mark.parametrize("mapping", [None, "person.a_integer"])
def test_normalise_keeps_an_answer_that_is_not_of_its_question_s_type(mapping: str | None) -> None:
    asked = question("a", mapping, QuestionType.INTEGER)
    odd = Answer(path="a", position=(), raw="x", value=None, question=asked, is_odd=True)
    sent = filed(odd)
    assert (sent.records, sent.others[0].text, rules(sent)) == ((), "x", ["odd_value"])


def test_normalise_keeps_what_a_field_cannot_hold_of_an_answer() -> None:
    seen = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    sent = filed(answer(question("a", "person.a_date", QuestionType.MOMENT), seen, raw="T"))
    assert sent.records[0].values == {"a_date": date(2026, 11, 22)}
    assert (sent.others[0].text, sent.findings) == ("T", ())


def test_normalise_names_the_question_and_never_the_answer() -> None:
    asked = question("a", "person.a_integer", labels={"English": " How old?\nIn years "})
    [finding] = filed(answer(asked, "forty")).findings
    assert finding.sentence.startswith("The answer to “How old?” does not fit")
    assert "forty" not in finding.sentence


@pytest.mark.parametrize("label", ["", "x" * 121])
def test_normalise_names_a_question_by_its_path_when_its_label_will_not_do(label: str) -> None:
    asked = question("a/age", "person.a_integer", labels={"": label})
    assert "“age”" in filed(answer(asked, "forty")).findings[0].sentence


DAY = date(2026, 11, 1)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TYPE = QuestionType


@pytest.mark.parametrize(
    ("asked", "value", "to", "kept"),
    [
        (TYPE.DECIMAL, Decimal("1.50"), "text", "1.50"),
        (TYPE.INTEGER, 7, "integer", 7),
        (TYPE.DECIMAL, Decimal("7.0"), "integer", 7),
        (TYPE.TEXT, " 7 ", "integer", 7),
        (TYPE.DECIMAL, Decimal("7.5"), "decimal", Decimal("7.5")),
        (TYPE.INTEGER, 7, "decimal", Decimal(7)),
        (TYPE.DATE, DAY, "date", DAY),
        (TYPE.TEXT, "2026-11-01", "date", DAY),
        (TYPE.DATE, DAY, "month", "2026-11"),
        (TYPE.TEXT, "2026-11", "month", "2026-11"),
        (TYPE.INTEGER, 2026, "month", "2026"),
        (TYPE.MOMENT, NOON, "moment", NOON),
        (TYPE.SELECT_ONE, "a b", "code", "a b"),
        (TYPE.SELECT_MULTIPLE, ("a",), "code", "a"),
        (TYPE.TEXT, "a", "code", "a"),
        (TYPE.INTEGER, 2, "code", "2"),
        (TYPE.SELECT_ONE, "a", "codes", ("a",)),
        (TYPE.SELECT_MULTIPLE, ("b", "a"), "codes", ("b", "a")),
        (TYPE.ATTACHMENT, "1.jpg", "attachment", "1.jpg"),
        (TYPE.GEOPOINT, "13.9 -60.97 0.0 4.5", "place", "13.9 -60.97 0.0 4.5"),
    ],
)
def test_normalise_converts(asked: QuestionType, value: Value, to: str, kept: Value) -> None:
    sent = filed(answer(question("a", f"person.a_{to}", asked), value))
    assert sent.records[0].values == {f"a_{to}": kept}
    assert (sent.others, sent.findings) == ((), ())


@pytest.mark.parametrize(
    ("asked", "value", "to"),
    [
        (TYPE.DECIMAL, Decimal("7.5"), "integer"),
        (TYPE.INTEGER, 2**31, "integer"),
        (TYPE.TEXT, "seven", "integer"),
        (TYPE.DATE, DAY, "integer"),
        (TYPE.TEXT, "NaN", "decimal"),
        (TYPE.TEXT, "Infinity", "decimal"),
        (TYPE.TEXT, "-Infinity", "integer"),
        (TYPE.TEXT, "1e400", "decimal"),
        (TYPE.TEXT, "9" * 29, "decimal"),
        (TYPE.INTEGER, 7, "date"),
        (TYPE.TEXT, "soon", "date"),
        (TYPE.TEXT, "2026-04-31", "date"),
        (TYPE.TEXT, "2026-13", "month"),
        (TYPE.TEXT, "noon", "moment"),
        (TYPE.MOMENT, NOON.replace(tzinfo=None), "moment"),
        (TYPE.SELECT_MULTIPLE, ("a", "b"), "code"),
        (TYPE.TEXT, "somebody's own words", "code"),
        (TYPE.TEXT, "somebody's own words", "codes"),
        (TYPE.DATE, DAY, "codes"),
        (TYPE.TEXT, "1.jpg", "attachment"),
        (TYPE.TEXT, "by the sea", "place"),
        (TYPE.INTEGER, 7, "place"),
    ],
)
def test_normalise_keeps_what_does_not_fit(asked: QuestionType, value: Value, to: str) -> None:
    sent = filed(answer(question("a", f"person.a_{to}", asked), value))
    assert (sent.records, len(sent.others), rules(sent)) == ((), 1, ["does_not_fit"])


def test_normalise_reads_a_calculation_that_joins_codes() -> None:
    asked = question("a", "person.a_codes", is_asked=False)
    assert filed(answer(asked, "x y")).records[0].values == {"a_codes": ("x", "y")}


def test_normalise_makes_no_rows_of_a_million_codes() -> None:
    sent = filed(answer(question("a", "person.a_codes", is_asked=False), "x " * 1001))
    assert (sent.records, len(sent.others), rules(sent)) == ((), 1, ["does_not_fit"])


def test_normalise_takes_no_value_for_an_answer_without_one() -> None:
    asked = question("a", "person.name")
    assert rules(filed(answer(asked, None, raw="?"))) == ["does_not_fit"]


@pytest.mark.parametrize("value", [date(99, 4, 3), datetime(1899, 12, 31, tzinfo=UTC)])
def test_date_before_1900_that_fills_no_field_is_found(value: Value) -> None:
    sent = filed(answer(question("a", None, QuestionType.DATE), value))
    assert (len(sent.others), rules(sent)) == (1, ["date_before_1900"])


@pytest.mark.parametrize(
    ("own", "raw", "kept"),
    [("847", "847", 0), (None, "K7XM", 0), ("847", "they hold my passport", 1)],
)
def test_words_of_the_form_itself_are_no_answer(own: str | None, raw: str, kept: int) -> None:
    asked = question("hotline_number", None, is_asked=False, own=OwnWords(text=own))
    assert len(filed(answer(asked, raw)).others) == kept
