"""Rules about consent: what was agreed to must have been explained, signed and allowed."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.findings.case import Case, Hit, Rule, code

_PURPOSES = ("sharing", "disclosure", "research")


def _minor_without_guardian(case: Case) -> Iterator[Hit]:
    """R74: a guardian's consent, or the reason why it was not asked, unless the child says no."""
    for consent in case.of("consent"):
        needs_leave = code(consent, "is_minor") == "yes" and code(consent, "interview") != "refused"
        has_leave = code(consent, "guardian") == "given" or code(consent, "best_interest_reason")
        if needs_leave and not has_leave:
            yield Hit(
                record=consent,
                fields=("guardian", "best_interest_reason"),
                sentence="The individual is a minor, but {} is not given and {} is empty.",
            )


def _agreed_unexplained(case: Case) -> Iterator[Hit]:
    for consent in case.of("consent"):
        for purpose in _PURPOSES:
            told = f"{purpose}_informed"
            if code(consent, purpose) == "given" and code(consent, told) == "no":
                yield Hit(
                    record=consent, fields=(purpose, told), sentence="{} is given, but {} is no."
                )


def _refused_interview(case: Case) -> Iterator[Hit]:
    """R73: who refuses the interview leaves only what statistics need."""
    for consent in case.of("consent"):
        if code(consent, "interview") != "refused":
            continue
        for purpose in _PURPOSES:
            if code(consent, purpose) == "given":
                yield Hit(
                    record=consent,
                    fields=("interview", purpose),
                    sentence="{} is refused, but {} is given.",
                )


def _unsigned(case: Case) -> Iterator[Hit]:
    """R75: the interviewer's signature and the date."""
    for consent in case.of("consent"):
        for name in ("signature", "date"):
            if name not in consent.values:
                yield Hit(record=consent, fields=(name,), sentence="{} is missing.")


def _withdrawal_of_nothing(case: Case) -> Iterator[Hit]:
    for consent in case.of("consent"):
        is_withdrawal = code(consent, "action") == "withdrawal"
        for name in ("withdrawn_on", "withdrawn_purposes"):
            if is_withdrawal and name not in consent.values:
                yield Hit(
                    record=consent,
                    fields=(name,),
                    sentence="Consent is withdrawn, but {} is empty.",
                )


RULES = (
    Rule(code="minor_without_consent", check=_minor_without_guardian),
    Rule(code="agreed_unexplained", check=_agreed_unexplained),
    Rule(code="refused_interview", check=_refused_interview),
    Rule(code="consent_unsigned", check=_unsigned),
    Rule(code="withdrawal_of_nothing", check=_withdrawal_of_nothing),
)
