"""Rules about the potential victims of a report: what cannot all be true of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from server.domain.findings.case import Case, Hit, Rule, code, codes, number
from server.domain.profile import AGE_RANGES, facets_of, is_group
from server.domain.records import Record

_PROFILE = "victim_profile"


def _is_one(record: Record) -> bool:
    """Tell whether the report is about one person, of whom contraries cannot both be true."""
    return not is_group(codes(record, _PROFILE)) and (number(record, "victim_count") or 1) <= 1


def _contraries(case: Case) -> Iterator[Hit]:
    """R23: contradictions are flagged; a group may hold men and women, children and adults."""
    for report in case.of("report"):
        facets = facets_of(codes(report, _PROFILE))
        is_mixed = any(len(facet) > 1 for facet in (facets.sex, facets.age, facets.origin))
        if is_mixed and _is_one(report):
            sentence = "{} says things that cannot all be true of one person."
            yield Hit(record=report, fields=(_PROFILE,), sentence=sentence)


def _alone_in_a_group(case: Case) -> Iterator[Hit]:
    for report in case.of("report"):
        said = codes(report, _PROFILE)
        if "individual_alone" not in said:
            continue
        if is_group(said):
            sentence = "{} says both that the victim is alone and that there are several."
            yield Hit(record=report, fields=(_PROFILE,), sentence=sentence)
        elif (number(report, "victim_count") or 0) > 1:
            fields, sentence = (_PROFILE, "victim_count"), "{} says alone, but {} is more than one."
            yield Hit(record=report, fields=fields, sentence=sentence)


def _unknown_and_known(case: Case) -> Iterator[Hit]:
    for report in case.of("report"):
        said = codes(report, _PROFILE)
        if "unknown" in said and len(said) > 1:
            sentence = "{} says both that it is unknown and what it is."
            yield Hit(record=report, fields=(_PROFILE,), sentence=sentence)


def _profile_differs(case: Case) -> Iterator[Hit]:
    """Compare the questions asked by themselves with the list of what the victims are."""
    for report in case.of("report"):
        facets = facets_of(codes(report, _PROFILE))
        for name, facet in (("victim_sex", facets.sex), ("victim_origin", facets.origin)):
            said = code(report, name)
            if facet and said in {"female", "male", "national", "foreigner"} - facet:
                yield Hit(record=report, fields=(name, _PROFILE), sentence="{} and {} differ.")


def _age_and_range(case: Case) -> Iterator[Hit]:
    for report in case.of("report"):
        age, said = number(report, "victim_age"), code(report, "victim_age_range")
        if age is not None and said in AGE_RANGES and not _fits(age, said):
            yield Hit(
                record=report,
                fields=("victim_age", "victim_age_range"),
                sentence="{} does not lie within {}.",
            )


def _fits(age: int | Decimal, said: str) -> bool:
    youngest, oldest = AGE_RANGES[said]
    return youngest <= age <= oldest


RULES = (
    Rule(code="victim_contraries", check=_contraries),
    Rule(code="alone_in_a_group", check=_alone_in_a_group),
    Rule(code="unknown_and_known", check=_unknown_and_known),
    Rule(code="profile_differs", check=_profile_differs),
    Rule(code="age_and_range", check=_age_and_range),
)
