"""The consent that stands is read out of the consent sittings, and every doubt shuts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.answers import Value
from server.domain.disclosure.gate import Gate, reply, standing
from server.domain.disclosure.given import Consent, Guardian, Minor, Status
from server.domain.disclosure.reading import BestInterest, read_consent
from server.domain.permissions import Role
from server.domain.records import Record, RecordId

MAY, JUNE, JULY = (date(2026, month, 3) for month in (5, 6, 7))
SIGNED: dict[str, Value] = {"signature": "signature.png", "date": MAY}
AGREED: dict[str, Value] = {
    **SIGNED,
    "action": "new",
    "interview": "given",
    "is_minor": "no",
    "sharing": "given",
    "sharing_informed": "yes",
}


def _record(kind: str, values: dict[str, Value]) -> Record:
    return Record(id=RecordId("0"), kind=kind, subject=None, ordinal=0, values=values, sources={})


def _sitting(values: dict[str, Value], **services: str) -> list[Record]:
    rows = [
        _record("consent_service", {"service": name, "consented": said})
        for name, said in services.items()
    ]
    return [_record("consent", values), *rows]


def _withdrawal(day: date | None, *purposes: str) -> list[Record]:
    values: dict[str, Value] = {"action": "withdrawal", "withdrawn_purposes": purposes}
    return _sitting(values | ({"withdrawn_on": day} if day else {}))


def _gate(consent: Consent) -> Gate:
    return standing(consent).gate


def test_nothing_said_is_held() -> None:
    assert read_consent([]) == Consent()
    assert _gate(read_consent([])) is Gate.HELD


@pytest.mark.requirement("R76", "R77")
def test_signed_yes_opens_what_it_names() -> None:
    consent = read_consent([_sitting(AGREED, medical="given", reintegration="refused")])
    assert _gate(consent) is Gate.OPEN
    assert reply(consent.sharing).is_yes
    assert reply(consent.to_service("medical")).is_yes
    assert not reply(consent.to_service("reintegration")).is_yes
    assert not reply(consent.research).is_yes


@pytest.mark.requirement("R75")
@pytest.mark.parametrize("missing", ["signature", "date"])
def test_unsigned_yes_is_held(missing: str) -> None:
    values = {name: value for name, value in AGREED.items() if name != missing}
    assert _gate(read_consent([_sitting(values)])) is Gate.HELD


@pytest.mark.requirement("R75")
def test_unsigned_yes_does_not_lift_an_earlier_no() -> None:
    earlier = _sitting({**AGREED, "interview": "refused", "sharing": "refused"})
    unsigned = _sitting({"interview": "given", "sharing": "given", "sharing_informed": "yes"})
    consent = read_consent([earlier, unsigned])
    assert _gate(consent) is Gate.STUB
    assert consent.sharing.status is Status.REFUSED


@pytest.mark.requirement("R74")
def test_unsigned_word_makes_nobody_an_adult() -> None:
    assert read_consent([_sitting({"is_minor": "no"})]).minor is Minor.UNKNOWN


@pytest.mark.requirement("R74")
def test_reason_of_the_form_is_not_the_leaders() -> None:
    minor = {**AGREED, "is_minor": "yes", "guardian": "best_interest", "best_interest_reason": "-"}
    consent = read_consent([_sitting(minor)])
    assert consent.guardian is Guardian.BEST_INTEREST
    assert _gate(consent) is Gate.HELD


@pytest.mark.requirement("R74", "R87")
@pytest.mark.parametrize("role", Role)
def test_only_a_leaders_reason_stands_in_for_a_guardian(role: Role) -> None:
    sittings = [_sitting({**AGREED, "is_minor": "yes"})]
    reason = BestInterest(role=role, reason="The guardian is a suspect.")
    opened = _gate(read_consent(sittings, reason)) is Gate.OPEN
    assert opened == (role is Role.LEADER)


@pytest.mark.requirement("R74")
def test_leaders_reason_without_words_is_none() -> None:
    sittings = [_sitting({**AGREED, "is_minor": "yes"})]
    assert _gate(read_consent(sittings, BestInterest(role=Role.LEADER, reason=" "))) is Gate.HELD


@pytest.mark.requirement("R78")
def test_withdrawal_takes_back_what_it_names() -> None:
    sittings = [_sitting(AGREED, medical="given"), _withdrawal(JUNE, "assistance", "services")]
    consent = read_consent(sittings)
    assert _gate(consent) is Gate.OPEN
    assert consent.sharing.is_withdrawn
    assert consent.to_service("medical").is_withdrawn


@pytest.mark.requirement("R78")
@pytest.mark.parametrize("day", [JUNE, None])
def test_withdrawal_that_names_nothing_closes_everything(day: date | None) -> None:
    consent = read_consent([_sitting(AGREED, medical="given"), _withdrawal(day)])
    assert _gate(consent) is Gate.CLOSED
    assert consent.to_service("medical").is_withdrawn


@pytest.mark.requirement("R78")
def test_withdrawal_of_the_interview_written_as_an_answer_closes() -> None:
    sittings = [_sitting(AGREED), _sitting({**SIGNED, "interview": "withdrawn"})]
    assert _gate(read_consent(sittings)) is Gate.CLOSED


@pytest.mark.requirement("R78")
def test_older_yes_that_arrives_later_lifts_no_withdrawal() -> None:
    late = _sitting(AGREED, medical="given")
    consent = read_consent([_withdrawal(JUNE), late])
    assert _gate(consent) is Gate.CLOSED
    assert not reply(consent.to_service("medical")).is_yes


def test_new_yes_after_a_withdrawal_opens_again() -> None:
    again = _sitting({**AGREED, "date": JULY}, medical="given")
    consent = read_consent([_sitting(AGREED), _withdrawal(JUNE), again])
    assert _gate(consent) is Gate.OPEN
    assert reply(consent.to_service("medical")).is_yes


def test_not_asked_takes_back_nothing() -> None:
    sittings = [_sitting(AGREED), _sitting({**SIGNED, "interview": "not_asked"})]
    assert _gate(read_consent(sittings)) is Gate.OPEN


def test_records_of_another_kind_say_nothing() -> None:
    assert read_consent([[_record("person", {"interview": "given"})]]) == Consent()


_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "interview": st.sampled_from(Status).map(str),
        "sharing": st.sampled_from(Status).map(str),
        "sharing_informed": st.sampled_from(["yes", "no"]),
        "is_minor": st.sampled_from(Minor).map(str),
        "guardian": st.sampled_from(Guardian).map(str),
        "signature": st.just("signature.png"),
        "date": st.sampled_from([MAY, JUNE, JULY]),
    },
)


@pytest.mark.requirement("R78")
@given(st.lists(_ANSWERS))
def test_withdrawal_from_everything_at_the_end_always_bites(
    answers: list[dict[str, Value]],
) -> None:
    sittings = [_sitting(values, medical="given") for values in answers]
    consent = read_consent([*sittings, _withdrawal(JULY)])
    assert _gate(consent) is Gate.CLOSED
    assert not reply(consent.sharing).is_yes
    assert not reply(consent.to_service("medical")).is_yes


@pytest.mark.requirement("R75")
@given(st.lists(_ANSWERS))
def test_nothing_opens_without_a_signature(answers: list[dict[str, Value]]) -> None:
    unsigned = [{k: v for k, v in each.items() if k != "signature"} for each in answers]
    assert _gate(read_consent([_sitting(values) for values in unsigned])) is not Gate.OPEN


@pytest.mark.requirement("R78")
def test_withdrawal_from_research_leaves_the_services() -> None:
    consent = read_consent([_sitting(AGREED, medical="given"), _withdrawal(JUNE, "research")])
    assert consent.research.is_withdrawn
    assert reply(consent.to_service("medical")).is_yes
