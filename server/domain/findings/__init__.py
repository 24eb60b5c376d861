"""What a person should look at in the records of one submission: a table of pure rules."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.findings import ages, completeness, consents, dates, victims
from server.domain.findings.case import Case, Grade, Hit, Rule
from server.domain.records import Finding

__all__ = ["RULES", "Case", "Grade", "Hit", "Rule", "examine", "grade_of"]

RULES: tuple[Rule, ...] = (
    *dates.RULES,
    *ages.RULES,
    *victims.RULES,
    *consents.RULES,
    *completeness.RULES,
)

# Found while sorting the answers, where the rules do not look.
_WHEN_SORTING = {
    "odd_value": Grade.LOOK,
    "does_not_fit": Grade.LOOK,
    "unknown_field": Grade.LOOK,
    "two_answers": Grade.LOOK,
    "unknown_code": Grade.INFO,
    "contact_withheld": Grade.LOOK,
}
_GRADES = _WHEN_SORTING | {rule.code: rule.grade for rule in RULES}


def examine(case: Case) -> Iterator[Finding]:
    """Apply every rule of the table to the records of one submission."""
    for rule in RULES:
        yield from rule.findings(case)


def grade_of(rule: str) -> Grade:
    """Return how much a finding of that rule matters; a rule of an older version is a look."""
    return _GRADES.get(rule, Grade.LOOK)
