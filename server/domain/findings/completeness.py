"""Rules about what is missing, cannot be, or was answered though it should not have been asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from server.domain.findings.case import Case, Grade, Hit, Rule, code, codes
from server.domain.schema.kinds import Field, FieldType, RecordKind

_DECIDED = frozenset({"victim", "not_victim"})
_YES = frozenset({"yes"})
_NO = frozenset({"no"})


@dataclass(frozen=True, slots=True)
class _Gate:
    """Questions that make sense only after certain answers to another one."""

    kind: str
    name: str
    opens: frozenset[str]
    behind: tuple[str, ...]


_GATES = (
    _Gate("report", "prior_report", frozenset({"ntf", "police", "other"}), ("prior_report_date",)),
    _Gate("interview", "has_interpreter", _YES, ("interpreter_name",)),
    _Gate("entry", "involved_recruitment", _YES, ("contact",)),
    _Gate("entry", "travelled_alone", _NO, ("companions",)),
    _Gate("journey_leg", "had_activity", _YES, ("activities",)),
    _Gate("means_of_control", "used", _YES, ("by_whom",)),
    _Gate("exploitation", "was_exploited", frozenset({"no", "unknown"}), ("why_not",)),
    _Gate("determination", "outcome", frozenset({"victim"}), ("extent", "programme_eligible")),
    _Gate("determination", "outcome", frozenset({"not_victim"}), ("situations",)),
)

# kind, the field that answers yes, the key that says what
_KEYED_OTHERS = (
    ("means_of_control", "used", "mean", "yes"),
    ("corroboration", "present", "material", "yes"),
    ("consent_service", "consented", "service", "given"),
)


def _behind_a_gate(case: Case) -> Iterator[Hit]:
    for gate in _GATES:
        for record in case.of(gate.kind):
            said = code(record, gate.name)
            for name in gate.behind:
                if said is not None and said not in gate.opens and name in record.values:
                    yield Hit(
                        record=record,
                        fields=(gate.name, name),
                        sentence="By the answer to {} there should be none to {}.",
                    )


def _abroad(case: Case) -> Iterator[Hit]:
    """R7: abroad needs a country."""
    for report in case.of("report"):
        if code(report, "location_scope") == "abroad" and "country" not in report.values:
            yield Hit(
                record=report,
                fields=("location_scope", "country"),
                sentence="{} is abroad, but {} is empty.",
            )


def _undecided(case: Case) -> Iterator[Hit]:
    """R66, R67: a decision has a justification, names, an organisation and a date."""
    needed = ("justification", "decided_by", "organisation_type", "decided_on")
    for decision in case.of("determination"):
        for name in needed:
            if code(decision, "outcome") in _DECIDED and name not in decision.values:
                yield Hit(
                    record=decision,
                    fields=("outcome", name),
                    sentence="{} is decided, but {} is empty.",
                )


def _negative(case: Case) -> Iterator[Hit]:
    """R53 and every other count or amount."""
    for record in case.records:
        for name, value in record.values.items():
            if isinstance(value, int | Decimal) and value < 0:
                yield Hit(record=record, fields=(name,), sentence="{} is less than nothing.")


def is_reference(name: str) -> bool:
    """Tell whether a field of that name holds a reference, its own or a quoted one."""
    return name == "reference" or name.endswith("_reference")


def _unspecified(case: Case) -> Iterator[Hit]:
    """R10 and every other list that ends with "other, specify"."""
    for record in case.records:
        kind = case.schema.kind(record.kind)
        for field in kind.fields if kind else ():
            if "other" not in codes(record, field.name):
                continue
            text = _specified_in(kind, field)
            if text is not None and text.name not in record.values:
                yield Hit(
                    record=record,
                    fields=(field.name, text.name),
                    sentence="{} is other, but {} is empty.",
                )


def _specified_in(kind: RecordKind | None, field: Field) -> Field | None:
    if kind is None or field.type not in {FieldType.CODE, FieldType.CODES}:
        return None
    singular = field.name.removesuffix("ies") + "y" if field.name.endswith("ies") else field.name
    names = (field.name, singular, field.name.removesuffix("s"))
    return next(filter(None, (kind.field(f"{name}_other") for name in names)), None)


def _keyed_unspecified(case: Case) -> Iterator[Hit]:
    """Find the rows "other" of a grid that are answered yes without saying what."""
    for kind, answer, key, yes in _KEYED_OTHERS:
        for record in case.of(kind):
            is_other = code(record, key) == "other" and code(record, answer) == yes
            if is_other and "specify" not in record.values:
                yield Hit(
                    record=record,
                    fields=(answer, "specify"),
                    sentence="{} is yes, but {} is empty.",
                )


RULES = (
    Rule(code="not_to_be_asked", check=_behind_a_gate),
    Rule(code="abroad_without_country", check=_abroad),
    Rule(code="undecided", check=_undecided),
    Rule(code="negative_number", check=_negative),
    Rule(code="other_unspecified", check=_unspecified, grade=Grade.INFO),
    Rule(code="row_unspecified", check=_keyed_unspecified, grade=Grade.INFO),
)
