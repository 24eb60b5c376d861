"""Turns the answers of one submission into records of the standard case schema."""

from __future__ import annotations

from datetime import date

from server.domain.answers import Answers
from server.domain.forms import SubmissionId
from server.domain.normalise.drafts import Drafts
from server.domain.normalise.sorting import KnownCodes, Sorting
from server.domain.records import Filing
from server.domain.schema import SCHEMA, Schema

__all__ = ["KnownCodes", "normalise"]


def normalise(
    submission_id: SubmissionId,
    answers: Answers,
    *,
    today: date,
    schema: Schema = SCHEMA,
    known_codes: KnownCodes,
) -> Filing:
    """Sort every answer into a record or among the others, and say what a person should look at.

    Every answer that is not empty comes out once: in a record, with its source, or as another
    answer with its text as sent. The same submission always gives the same records and ids.
    """
    sorting = Sorting(schema=schema, known_codes=known_codes, drafts=Drafts(submission_id))
    for answer in answers.answers:
        sorting.take(answer)
    return Filing(
        records=tuple(sorting.drafts.records()),
        others=tuple(sorting.others),
        findings=tuple(sorting.findings),
    )
