"""Turns the answers of one submission into records of the standard case schema."""

from __future__ import annotations

from datetime import date

from server.domain.answers import Answers
from server.domain.findings import Case, examine
from server.domain.forms import SubmissionId
from server.domain.normalise.drafts import Draft, Drafts
from server.domain.normalise.sorting import KnownCodes, Sorting
from server.domain.normalise.withhold import contact_of_an_anonymous_reporter, withheld
from server.domain.profile import filled_in
from server.domain.records import Filing
from server.domain.schema import SCHEMA, Schema
from server.domain.vocabulary import VOCABULARY

__all__ = ["KnownCodes", "normalise"]

_CODES = {name: frozenset(found.codes) for name, found in VOCABULARY.items()}
_NO_CODES: frozenset[str] = frozenset()


def _known(name: str) -> frozenset[str]:
    return _CODES.get(name, _NO_CODES)


def normalise(
    submission_id: SubmissionId,
    answers: Answers,
    *,
    today: date,
    schema: Schema = SCHEMA,
    known_codes: KnownCodes = _known,
) -> Filing:
    """Sort every answer into a record or among the others, and say what a person should look at.

    Every answer that is not empty comes out: in a record, with its source, or as another answer
    with its text as sent; only the contact details of an anonymous reporter do not, and a finding
    says so. The same submission always gives the same records and ids.
    """
    kept_out = contact_of_an_anonymous_reporter(answers.answers, schema)
    sorting = Sorting(schema=schema, known_codes=known_codes, drafts=Drafts(submission_id))
    for answer in answers.answers:
        if answer not in kept_out:
            sorting.take(answer)
    for report in sorting.drafts.of_kind("report"):
        _fill_from_profile(report)
    records = tuple(sorting.drafts.records())
    found = examine(Case(records=records, schema=schema, today=today))
    return Filing(
        records=records,
        others=tuple(sorting.others),
        findings=(*sorting.findings, *map(withheld, kept_out), *found),
    )


def _fill_from_profile(report: Draft) -> None:
    """R23: what the list of victims settles goes into the fields it settles, if they are empty."""
    profile = report.values.get("victim_profile")
    if not isinstance(profile, tuple):
        return
    for name, code in filled_in(frozenset(profile)).items():
        if name not in report.values and report.kind.field(name) is not None:
            report.values[name] = code
            report.sources[name] = report.sources["victim_profile"]
