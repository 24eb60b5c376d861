"""Rules about ages: against birth dates, against being a minor, and against common sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from server.domain.findings.case import Case, Hit, Rule, code, day, number
from server.domain.findings.dates import month_bounds
from server.domain.records import Record

_ADULT = 18
_OLDEST = 120
_AGES = (("report", "victim_age"), ("person", "age"), ("exploitation", "age_at_start"))


def years_between(born: date, on: date) -> int:
    """Return the age in whole years; somebody born on 29 February ages on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _asked_on(case: Case, person: Record) -> date:
    """Return the day of the interview, on which the age was given, or today."""
    for interview in case.beside(person, "interview"):
        held = day(interview, "screening_date")
        if held is not None:
            return held
    return case.today


def _known_age(case: Case, person: Record) -> int | None:
    born = day(person, "birth_date")
    if born is not None:
        return years_between(born, _asked_on(case, person))
    age = number(person, "age")
    return None if age is None else int(age)


def _age_and_birth_date(case: Case) -> Iterator[Hit]:
    """R46: consistent within one year."""
    for person in case.of("person"):
        born, age = day(person, "birth_date"), number(person, "age")
        if born is None or age is None:
            continue
        if abs(Decimal(years_between(born, _asked_on(case, person))) - age) > 1:
            yield Hit(
                record=person,
                fields=("age", "birth_date"),
                sentence="{} and {} differ by more than a year.",
            )


def _estimate_of_nothing(case: Case) -> Iterator[Hit]:
    for person in case.of("person"):
        if code(person, "birth_date_is_estimate") and "birth_date" not in person.values:
            yield Hit(
                record=person,
                fields=("birth_date_is_estimate", "birth_date"),
                sentence="{} is answered, but {} is empty.",
            )


def _minor_and_age(case: Case) -> Iterator[Hit]:
    for person in case.of("person"):
        age, said = _known_age(case, person), code(person, "is_minor")
        if age is None or said not in {"yes", "no"}:
            continue
        if (age < _ADULT) != (said == "yes"):
            known = "birth_date" if "birth_date" in person.values else "age"
            yield Hit(
                record=person, fields=("is_minor", known), sentence="{} does not agree with {}."
            )


def _minor_at_entry(case: Case) -> Iterator[Hit]:
    """R55: checked against the birth date and the month of entry."""
    for entry in case.of("entry"):
        month, said = code(entry, "month"), code(entry, "was_minor")
        born = next((day(each, "birth_date") for each in case.beside(entry, "person")), None)
        if month is None or born is None or said not in {"yes", "no"}:
            continue
        first, last = month_bounds(month)
        could_be_minor = years_between(born, first) < _ADULT
        could_be_adult = years_between(born, last) >= _ADULT
        if not (could_be_minor if said == "yes" else could_be_adult):
            yield Hit(
                record=entry,
                fields=("was_minor", "person.birth_date", "month"),
                sentence="{} does not agree with {} and {}.",
            )


def _minor_without_guardian(case: Case) -> Iterator[Hit]:
    """R48: a minor has parents or guardians, be it that they are unsafe or unknown."""
    for person in case.of("person"):
        age = _known_age(case, person)
        is_minor = code(person, "is_minor") == "yes" or (age is not None and age < _ADULT)
        if is_minor and not any(case.beside(person, "guardian")):
            yield Hit(
                record=person,
                fields=("is_minor",),
                sentence="The individual is under 18, but no parent or guardian is recorded.",
            )


def _impossible(case: Case) -> Iterator[Hit]:
    for kind, name in _AGES:
        for record in case.of(kind):
            age = number(record, name)
            if age is not None and not 0 <= age <= _OLDEST:
                yield Hit(record=record, fields=(name,), sentence="{} cannot be right.")


def _older_at_start(case: Case) -> Iterator[Hit]:
    for exploitation in case.of("exploitation"):
        then = number(exploitation, "age_at_start")
        now = next((_known_age(case, each) for each in case.beside(exploitation, "person")), None)
        if then is not None and now is not None and then > now + 1:
            yield Hit(
                record=exploitation,
                fields=("age_at_start", "person.age"),
                sentence="{} is more than {}.",
            )


RULES = (
    Rule(code="age_and_birth_date", check=_age_and_birth_date),
    Rule(code="estimate_of_nothing", check=_estimate_of_nothing),
    Rule(code="minor_and_age", check=_minor_and_age),
    Rule(code="minor_at_entry", check=_minor_at_entry),
    Rule(code="minor_without_guardian", check=_minor_without_guardian),
    Rule(code="impossible_age", check=_impossible),
    Rule(code="older_at_start", check=_older_at_start),
)
