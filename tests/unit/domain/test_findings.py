from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from server.domain.answers import Value
from server.domain.findings import RULES, Case, Grade, examine, grade_of
from server.domain.records import Finding, Record, RecordId, Source
from server.domain.schema import SCHEMA

TODAY = date(2026, 11, 22)
LATER = date(2027, 1, 1)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALL_SIGNED = {"signature": "1.png", "date": date(2026, 1, 5)}

Values = Mapping[str, Value]


def case(**records: Values) -> Case:
    return Case(
        records=tuple(
            Record(
                id=RecordId(kind),
                kind=kind,
                subject=RecordId("someone"),
                ordinal=1,
                values=values,
                sources={name: Source(path=name) for name in values},
            )
            for kind, values in records.items()
        ),
        schema=SCHEMA,
        today=TODAY,
    )


def rules(**records: Values) -> list[str]:
    return [finding.rule for finding in examine(case(**records))]


def about(**records: Values) -> Finding:
    [finding] = examine(case(**records))
    return finding


def born(year: int, **more: Value) -> Values:
    return {"birth_date": date(year, 6, 1), **more}


def person(**values: Value) -> Values:
    return values


GUARDED = {"guardian": {"contact_safety": "unsafe"}}


def test_findings_are_none_for_a_submission_without_contradictions() -> None:
    grown = person(birth_date=date(1990, 6, 1), age=36, is_minor="no")
    assert rules(person=grown, interview={"screening_date": TODAY}, entry={"month": "2020"}) == []


def test_finding_names_the_questions_and_never_the_answers() -> None:
    finding = about(person=born(1990, age=20))
    assert finding.sentence == (
        "“Age (in number of years)” and “Date of birth” differ by more than a year."
    )
    assert finding.fields == ("person.age", "person.birth_date")
    assert (finding.record, finding.source) == ("person", Source(path="age"))


def test_finding_has_no_source_where_nothing_was_answered() -> None:
    assert about(person={"age": 30, "is_minor": "yes"}, **GUARDED).source == Source(path="is_minor")
    assert about(person={"age": 10}).source is None


def test_every_rule_has_a_code_of_its_own() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_grade_tells_a_contradiction_from_a_remark() -> None:
    assert grade_of("unknown_code") is Grade.INFO
    assert grade_of("date_in_future") is Grade.LOOK
    assert grade_of("a_rule_of_last_year") is Grade.LOOK


@pytest.mark.requirement("R6", "R54")
@pytest.mark.parametrize(
    "records",
    [
        {"report": {"situation_date_from": LATER}},
        {"report": {"started_at": datetime(2026, 11, 25, tzinfo=UTC)}},
        {"entry": {"month": "2027"}},
        {"entry": {"month": "2026-12"}},
    ],
)
def test_date_in_the_future_is_found(records: dict[str, Values]) -> None:
    assert rules(**records) == ["date_in_future"]


@pytest.mark.parametrize(
    "records",
    [
        {"report": {"situation_date_from": date(99, 4, 3)}},
        {"identity_document": {"expiry_date": date(1899, 12, 31)}},
        {"report": {"started_at": datetime(26, 11, 25, tzinfo=UTC)}},
        {"entry": {"month": "0099-04"}},
        {"entry": {"month": "0026"}},
    ],
)
def test_date_before_1900_is_found(records: dict[str, Values]) -> None:
    assert rules(**records) == ["date_before_1900"]


def test_date_of_1900_is_not_found() -> None:
    assert rules(report={"situation_date_from": date(1900, 1, 1)}) == []


@pytest.mark.parametrize(
    "records",
    [
        {"identity_document": {"expiry_date": LATER}},
        {"interview": {"next_date": LATER}},
        {"report": {"report_date": date(2026, 11, 23)}},
        {"report": {"started_at": NOON}},
        {"entry": {"month": "2026"}},
        {"report": {"place": "Castries", "unheard_of": LATER}},
    ],
)
def test_date_that_may_lie_ahead_is_not_found(records: dict[str, Values]) -> None:
    assert rules(**records) == []


@pytest.mark.requirement("R6")
@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), ["dates_in_wrong_order"]),
        (date(2026, 5, 1), date(2026, 5, 1), []),
    ],
)
def test_period_that_ends_before_it_starts_is_found(
    first: date, then: date, expected: list[str]
) -> None:
    assert rules(report={"situation_date_from": first, "situation_date_to": then}) == expected


def test_call_that_ends_before_it_starts_is_found() -> None:
    early = NOON.replace(hour=11)
    assert rules(report={"started_at": NOON, "ended_at": early}) == ["dates_in_wrong_order"]


@pytest.mark.requirement("R54")
@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-05", ["entry_after_interview"]),
        ("2026-04", []),
        ("2026", []),
    ],
)
def test_entry_after_the_interview_is_found(month: str, expected: list[str]) -> None:
    held = {"screening_date": date(2026, 4, 30)}
    assert rules(entry={"month": month}, interview=held) == expected


def test_entry_is_not_compared_with_an_interview_without_a_date() -> None:
    assert rules(entry={"month": "2026-05"}, interview={"status": "paused"}) == []


@pytest.mark.requirement("R46")
@pytest.mark.parametrize(
    ("age", "expected"), [(36, []), (35, []), (37, []), (34, ["age_and_birth_date"])]
)
def test_age_differs_from_the_birth_date_by_more_than_a_year(age: int, expected: list[str]) -> None:
    assert rules(person=born(1990, age=age)) == expected


def test_age_is_that_on_the_day_of_the_interview() -> None:
    long_ago = {"screening_date": date(2016, 6, 2)}
    assert rules(person=born(1990, age=26), interview=long_ago) == []


def test_age_is_that_of_today_when_the_interview_has_no_date() -> None:
    assert rules(person=born(1990, age=36), interview={"status": "paused"}) == []


@pytest.mark.requirement("R46")
def test_estimate_without_a_birth_date_is_found() -> None:
    assert rules(person={"birth_date_is_estimate": "yes"}) == ["estimate_of_nothing"]
    assert rules(person=born(1990, birth_date_is_estimate="yes")) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [("yes", []), ("no", ["minor_and_age"]), ("unknown", []), (None, [])],
)
def test_being_a_minor_is_compared_with_the_birth_date(
    said: str | None, expected: list[str]
) -> None:
    told = {"is_minor": said} if said else {}
    assert rules(person=born(2010, **told), **GUARDED) == expected


def test_being_a_minor_is_compared_with_the_age_when_there_is_no_birth_date() -> None:
    finding = about(person={"age": 30, "is_minor": "yes"}, **GUARDED)
    assert finding.fields == ("person.is_minor", "person.age")


@pytest.mark.requirement("R55")
@pytest.mark.parametrize(
    ("month", "said", "expected"),
    [
        ("2008-05", "yes", []),
        ("2008-07", "yes", ["minor_at_entry"]),
        ("2008-05", "no", ["minor_at_entry"]),
        ("2008-07", "no", []),
        ("2008", "yes", []),
        ("2008", "no", []),
        ("2008-07", "unknown", []),
    ],
)
def test_minor_at_entry_is_compared_with_birth_date_and_month(
    month: str, said: str, expected: list[str]
) -> None:
    assert rules(person=born(1990), entry={"month": month, "was_minor": said}) == expected


@pytest.mark.parametrize(
    "records",
    [
        {"entry": {"was_minor": "yes"}, "person": born(1990)},
        {"entry": {"was_minor": "yes", "month": "2020"}, "person": {"sex": "female"}},
        {"entry": {"was_minor": "yes", "month": "2020"}},
    ],
)
def test_minor_at_entry_is_left_alone_without_both_dates(records: dict[str, Values]) -> None:
    assert rules(**records) == []


@pytest.mark.requirement("R48")
@pytest.mark.parametrize("told", [{"is_minor": "yes"}, {"age": 17}, born(2010)])
def test_minor_needs_a_guardian_be_it_an_unsafe_one(told: Values) -> None:
    assert rules(person=told) == ["minor_without_guardian"]
    assert rules(person=told, **GUARDED) == []


@pytest.mark.parametrize("age", [121, -1])
def test_impossible_age_is_found(age: int) -> None:
    assert "impossible_age" in rules(report={"victim_age": age})


def test_age_at_the_start_is_not_more_than_the_age_now() -> None:
    assert rules(person=born(1990), exploitation={"age_at_start": 38}) == ["older_at_start"]
    assert rules(person=born(1990), exploitation={"age_at_start": 37}) == []
    assert rules(exploitation={"age_at_start": 37}) == []
    assert rules(person={"sex": "male"}, exploitation={"was_exploited": "no"}) == []


@pytest.mark.requirement("R23")
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (("under_18", "over_18"), ["victim_contraries"]),
        (("female", "male", "individual_alone"), ["victim_contraries"]),
        (("national", "foreigner"), ["victim_contraries"]),
        (("national", "foreigner", "group"), []),
        (("female", "male", "family"), []),
        (("female", "transgender_female"), []),
        (("individual_alone", "group"), ["alone_in_a_group"]),
        (("unknown", "female"), ["unknown_and_known"]),
        (("unknown",), []),
    ],
)
def test_victim_profile_that_contradicts_itself_is_found(
    profile: tuple[str, ...], expected: list[str]
) -> None:
    assert rules(report={"victim_profile": profile}) == expected


def test_several_victims_may_be_of_several_kinds_but_not_alone() -> None:
    several = {"victim_count": 3}
    assert rules(report={"victim_profile": ("national", "foreigner"), **several}) == []
    alone = rules(report={"victim_profile": ("individual_alone",), **several})
    assert alone == ["alone_in_a_group"]


@pytest.mark.requirement("R21", "R23")
def test_profile_that_differs_from_a_question_asked_by_itself_is_found() -> None:
    report: Values = {"victim_profile": ("foreigner", "female"), "victim_origin": "national"}
    assert rules(report=report) == ["profile_differs"]
    assert rules(report={**report, "victim_origin": "unknown", "victim_sex": "female"}) == []


@pytest.mark.parametrize(
    ("age", "said", "expected"),
    [
        (8, "under_9", []),
        (9, "under_9", ["age_and_range"]),
        (70, "48_over", []),
        (17, "18_over", ["age_and_range"]),
        (17, "mixed", []),
    ],
)
def test_age_outside_its_range_is_found(age: int, said: str, expected: list[str]) -> None:
    assert rules(report={"victim_age": age, "victim_age_range": said}) == expected


@pytest.mark.requirement("R74")
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ["minor_without_consent"]),
        ({"guardian": "refused"}, ["minor_without_consent"]),
        ({"guardian": "given"}, []),
        ({"best_interest_reason": "The guardian is a suspect."}, []),
        ({"interview": "refused"}, []),
    ],
)
def test_minor_needs_a_guardian_s_consent_or_a_reason(told: Values, expected: list[str]) -> None:
    assert rules(consent={"is_minor": "yes", **ALL_SIGNED, **told}) == expected


@pytest.mark.requirement("R72")
def test_consent_to_what_was_not_explained_is_found() -> None:
    told = {"sharing": "given", "sharing_informed": "no"}
    assert rules(consent={**ALL_SIGNED, **told}) == ["agreed_unexplained"]
    assert rules(consent={**ALL_SIGNED, **told, "sharing_informed": "yes"}) == []


@pytest.mark.requirement("R73")
def test_refused_interview_with_consent_to_the_rest_is_found() -> None:
    told = {"interview": "refused", "research": "given"}
    assert rules(consent={**ALL_SIGNED, **told}) == ["refused_interview"]
    assert rules(consent={**ALL_SIGNED, **told, "interview": "given"}) == []


@pytest.mark.requirement("R75")
def test_consent_without_signature_or_date_is_found() -> None:
    assert rules(consent={"interview": "given"}) == ["consent_unsigned", "consent_unsigned"]


@pytest.mark.requirement("R78")
def test_withdrawal_without_date_or_purpose_is_found() -> None:
    told = {**ALL_SIGNED, "action": "withdrawal", "withdrawn_on": date(2026, 1, 1)}
    assert rules(consent=told) == ["withdrawal_of_nothing"]
    assert rules(consent={**told, "withdrawn_purposes": ("research",)}) == []


@pytest.mark.requirement("R7")
def test_abroad_without_a_country_is_found() -> None:
    assert rules(report={"location_scope": "abroad"}) == ["abroad_without_country"]
    assert rules(report={"location_scope": "abroad", "country": "BRB"}) == []
    assert rules(report={"location_scope": "in_country"}) == []


@pytest.mark.requirement("R66", "R67")
def test_decision_without_justification_names_organisation_and_date_is_found() -> None:
    assert rules(determination={"outcome": "victim"}) == ["undecided"] * 4
    assert rules(determination={"outcome": "undetermined"}) == []
    whole = {"justification": "x", "decided_by": "y", "organisation_type": "ntf"}
    assert rules(determination={"outcome": "victim", **whole, "decided_on": TODAY}) == []


@pytest.mark.requirement("R53")
def test_negative_salary_is_found() -> None:
    assert rules(entry={"promised_salary_usd": Decimal(-1)}) == ["negative_number"]
    assert rules(entry={"promised_salary_usd": Decimal(0)}) == []


@pytest.mark.requirement("R10")
@pytest.mark.parametrize(
    "records",
    [
        {"report": {"exploitation": ("begging", "other")}},
        {"report": {"prior_report": "other"}},
        {"exploitation": {"activities": ("other",)}},
        {"entry": {"modes": ("other",)}},
        {"entry": {"companions": ("other",)}},
        {"exploitation": {"why_not": ("other",)}},
    ],
)
def test_other_without_saying_what_is_found(records: dict[str, Values]) -> None:
    assert rules(**records) == ["other_unspecified"]


def test_other_that_says_what_is_not_found() -> None:
    assert rules(report={"prior_report": "other", "prior_report_other": "a priest"}) == []
    assert rules(report={"place": "other"}) == []
    assert rules(determination={"organisation_type": "other"}) == []
    assert rules(unheard_of={"kind": "other"}) == []


@pytest.mark.requirement("R59")
def test_other_means_without_saying_which_is_found() -> None:
    row: Values = {"phase": "entry", "mean": "other", "used": "yes"}
    assert rules(means_of_control=row) == ["row_unspecified"]
    assert rules(means_of_control={**row, "specify": "x"}) == []
    assert rules(means_of_control={**row, "used": "no"}) == []


@pytest.mark.requirement("R57", "R64")
@pytest.mark.parametrize(
    "records",
    [
        {"entry": {"travelled_alone": "yes", "companions": ("friend",)}},
        {"exploitation": {"was_exploited": "yes", "why_not": ("rescue",)}},
        {"determination": {"outcome": "undetermined", "extent": "both"}},
        {"means_of_control": {"used": "no", "by_whom": ("recruiter",)}},
    ],
)
def test_answer_to_a_question_that_should_not_be_asked_is_found(records: dict[str, Values]) -> None:
    assert rules(**records) == ["not_to_be_asked"]


def test_answer_to_a_question_that_may_be_asked_is_not_found() -> None:
    assert rules(entry={"travelled_alone": "no", "companions": ("friend",)}) == []
    assert rules(entry={"companions": ("friend",)}) == []


def test_label_of_a_field_that_is_gone_is_its_name() -> None:
    assert case().label("report", "unheard_of") == "unheard_of"
