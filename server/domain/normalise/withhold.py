"""Keeps the contact details of an anonymous reporter out of the records."""

from __future__ import annotations

from collections.abc import Iterable

from server.domain.answers import Answer
from server.domain.records import Finding, Source
from server.domain.schema.kinds import Field, Schema

_NAMES_THE_REPORTER = frozenset({"agency", "agent_name", "agent_post"})


def contact_of_an_anonymous_reporter(answers: Iterable[Answer], schema: Schema) -> list[Answer]:
    """Return the answers to leave out: all contact details, once the reporter is anonymous (R26).

    A form asks for one or the other; a client that sends both must not undo a promise. The sealed
    submission still holds what was sent.
    """
    answers = list(answers)
    if not any(_says_anonymous(answer) for answer in answers):
        return []
    contact = _contact(schema)
    return [answer for answer in answers if answer.raw.strip() and _field_of(answer) in contact]


def withheld(answer: Answer) -> Finding:
    """Say that an answer was left out."""
    mapping = answer.question.mapping if answer.question else None
    return Finding(
        rule="contact_withheld",
        sentence=(
            "A contact detail was sent although the reporter stays anonymous; "
            "it is not in the records."
        ),
        fields=(f"{mapping.kind}.{mapping.field}",) if mapping else (),
        source=Source(path=answer.path, position=answer.position),
    )


def _says_anonymous(answer: Answer) -> bool:
    return _field_of(answer) == "reporter_mode" and answer.value in {"anonymous", ("anonymous",)}


def _field_of(answer: Answer) -> str | None:
    """Return the field of the report that an answer fills, if any."""
    mapping = answer.question.mapping if answer.question else None
    return mapping.field if mapping is not None and mapping.kind == "report" else None


def _contact(schema: Schema) -> frozenset[str]:
    report = schema.kind("report")
    return frozenset(each.name for each in report.fields if _names(each)) if report else frozenset()


def _names(field: Field) -> bool:
    return field.section == "contact" or field.name in _NAMES_THE_REPORTER
