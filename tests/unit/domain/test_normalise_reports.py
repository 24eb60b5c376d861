from datetime import date
from secrets import SystemRandom

import pytest

from server.domain.answers import Answer, Answers, Value
from server.domain.forms import FormId, InstanceId, Question, QuestionType, SubmissionId
from server.domain.mapping import parse
from server.domain.normalise import normalise
from server.domain.profile import filled_in
from server.domain.records import Filing, Source
from server.domain.reference import make
from server.domain.schema import SCHEMA


def filed(**values: Value) -> Filing:
    answers = tuple(_answer(name, value) for name, value in values.items())
    sent = Answers(
        form_id=FormId("f"), version="1", instance_id=InstanceId("uuid:1"), answers=answers
    )
    return normalise(SubmissionId("0" * 32), sent, today=date(2026, 11, 22))


def _answer(name: str, value: Value) -> Answer:
    kind = QuestionType.SELECT_MULTIPLE if isinstance(value, tuple) else QuestionType.TEXT
    raw = " ".join(value) if isinstance(value, tuple) else str(value)
    question = Question(path=name, type=kind, mapping=parse(f"report.{name}"))
    return Answer(path=name, position=(), raw=raw, value=value, question=question)


@pytest.mark.requirement("R26")
def test_contact_details_of_an_anonymous_reporter_are_in_no_record() -> None:
    sent = filed(reporter_phone="7580000", reporter_mode="anonymous", agency="x", phone_owner="own")
    assert sent.records[0].values == {"reporter_mode": "anonymous"}
    assert sent.others == ()
    assert [finding.rule for finding in sent.findings] == ["contact_withheld"] * 3


def test_withheld_contact_is_named_by_its_field_and_place() -> None:
    [finding] = filed(reporter_phone="7580000", reporter_mode="anonymous").findings
    assert finding.fields == ("report.reporter_phone",)
    assert finding.source == Source(path="reporter_phone")
    assert "7580000" not in finding.sentence


@pytest.mark.requirement("R27")
def test_statistics_and_staff_of_an_anonymous_report_stay() -> None:
    kept = {"reporter_mode": "anonymous", "reporter_sex": "female", "call_taker": "Ann"}
    assert filed(**kept).records[0].values == kept


@pytest.mark.requirement("R28")
def test_contact_details_of_a_reporter_who_may_be_contacted_stay() -> None:
    sent = filed(reporter_phone="7580000", reporter_mode="contact")
    assert sent.records[0].values["reporter_phone"] == "7580000"


def test_anonymous_reporter_is_believed_in_a_form_without_other_mappings() -> None:
    plain = Question(path="q", type=QuestionType.TEXT)
    group = Question(path="g", type=QuestionType.TEXT, mapping=parse("report"))
    mode = _answer("reporter_mode", "anonymous")
    told = (
        mode,
        Answer(path="q", position=(), raw="x", value="x", question=plain),
        Answer(path="g", position=(), raw="x", value="x", question=group),
    )
    sent = Answers(form_id=FormId("f"), version="1", instance_id=InstanceId("u"), answers=told)
    filing = normalise(SubmissionId("0" * 32), sent, today=date(2026, 11, 22), schema=SCHEMA)
    assert [other.source.path for other in filing.others] == ["q", "g"]


@pytest.mark.requirement("R14")
def test_quoted_reference_is_written_in_one_way() -> None:
    reference = make(SystemRandom())
    [record] = filed(screening_reference=reference.lower().replace("-", " ")).records
    assert record.values["screening_reference"] == reference


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("typed", ["not mine", "ABC-DEF-GHI", "Samplia Example"])
def test_what_is_no_reference_is_kept_where_it_is_sealed(typed: str) -> None:
    filing = filed(reference=typed)
    assert [finding.rule for finding in filing.findings] == ["bad_reference"]
    assert ([other.text for other in filing.others], filing.records) == ([typed], ())


@pytest.mark.requirement("R23")
def test_victim_profile_fills_the_fields_it_settles_with_its_source() -> None:
    [record] = filed(victim_profile=("female", "under_18", "group")).records
    assert record.values["victim_sex"] == "female"
    assert record.values["victim_age_range"] == "under_18"
    assert record.sources["victim_sex"] == Source(path="victim_profile")


def test_victim_profile_leaves_an_answered_field_alone() -> None:
    [record] = filed(victim_origin="unknown", victim_profile=("national",)).records
    assert record.values["victim_origin"] == "unknown"


@pytest.mark.requirement("R23")
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (set(), {}),
        ({"male"}, {"victim_sex": "male"}),
        ({"male", "transgender_female"}, {}),
        ({"male", "female"}, {}),
        ({"male", "female", "group"}, {"victim_sex": "mixed"}),
        ({"over_18"}, {"victim_age_range": "18_over"}),
        ({"over_18", "under_18", "family"}, {"victim_age_range": "mixed"}),
        ({"foreigner"}, {"victim_origin": "foreigner"}),
        ({"foreigner", "national", "group"}, {}),
        ({"unknown", "individual_alone"}, {}),
    ],
)
def test_victim_profile_settles(profile: set[str], expected: dict[str, str]) -> None:
    assert filled_in(profile) == expected
