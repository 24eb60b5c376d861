from datetime import UTC, date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.answers import Answer, Answers, Value
from server.domain.forms import FormId, InstanceId, Question, QuestionType, SubmissionId
from server.domain.mapping import Mapping
from server.domain.normalise import normalise
from server.domain.records import Filing, Source
from server.domain.schema import SCHEMA

codes = st.sampled_from(["yes", "other", "under_18", "over_18", "group", "x", "1"])
values: st.SearchStrategy[Value] = st.one_of(
    st.text(max_size=12) | st.sampled_from(["2026-11", "0000", "12", "contact", "a b"]),
    codes,
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.none() | st.just(UTC)),
    st.lists(codes, min_size=1, max_size=4).map(tuple),
)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    """Mostly a field of the schema with its keys; sometimes a field or key that is not there."""
    kind = draw(st.sampled_from(SCHEMA.kinds))
    names = [field.name for field in kind.fields if field.name not in kind.keys]
    field = draw(st.sampled_from([*names, *names, *kind.keys, "gone", None]))
    keys = tuple((key, draw(st.sampled_from(["a", "b"]))) for key in kind.keys)
    return Mapping(kind=kind.name, keys=keys, field=field)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    repeats = draw(st.sampled_from([(), (), ("r",), ("s",), ("r", "r/t")]))
    above = repeats[-1] if repeats else "g"
    return Question(
        path=f"{above}/q{draw(st.integers(0, 30))}",
        type=draw(st.sampled_from(QuestionType)),
        mapping=draw(st.none() | mappings()),
        repeats=repeats,
        is_asked=draw(st.booleans()),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    question = draw(st.none() | questions() | questions())
    value = draw(st.none() | values)
    raw = " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    is_odd = value is None and draw(st.booleans())
    return Answer(
        path=question.path if question else "unknown",
        position=tuple(draw(st.integers(1, 3)) for _ in (question.repeats if question else ())),
        raw="odd" if is_odd else raw,
        value=value,
        question=question,
        is_odd=is_odd,
    )


def filed(sent: list[Answer]) -> Filing:
    whole = Answers(
        form_id=FormId("f"), version="1", instance_id=InstanceId("u"), answers=tuple(sent)
    )
    return normalise(SubmissionId("0" * 32), whole, today=date(2026, 11, 22))


def accounted_for(filing: Filing) -> set[Source]:
    in_records = {source for record in filing.records for source in record.sources.values()}
    return in_records | {other.source for other in filing.others}


@pytest.mark.requirement("R33")
@settings(max_examples=150, deadline=None)
@given(st.lists(answers(), max_size=15, unique_by=lambda each: (each.path, each.position)))
def test_normalise_accounts_for_every_answer(sent: list[Answer]) -> None:
    given_answers = {
        Source(path=each.path, position=each.position) for each in sent if each.raw.strip()
    }
    assert accounted_for(filed(sent)) == given_answers


@settings(max_examples=50, deadline=None)
@given(st.lists(answers(), max_size=15))
def test_normalise_gives_the_same_records_each_time(sent: list[Answer]) -> None:
    first = filed(sent)
    assert filed(sent) == first
    assert len({record.id for record in first.records}) == len(first.records)


@settings(max_examples=50, deadline=None)
@given(st.lists(answers(), max_size=15))
def test_normalise_hangs_every_record_on_a_subject_of_the_submission(sent: list[Answer]) -> None:
    records = filed(sent).records
    subjects = {each.id for each in records if each.subject == each.id}
    assert all(each.subject is None or each.subject in subjects for each in records)
