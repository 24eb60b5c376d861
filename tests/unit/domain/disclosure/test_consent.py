"""What may be shown of a person, against every line of the table of consent."""

import csv
from pathlib import Path

import pytest

from server.domain.disclosure.consent import decide
from server.domain.disclosure.decision import Result
from server.domain.disclosure.gate import reply, standing
from server.domain.disclosure.given import Agreement, Consent, Guardian, Minor, Status
from server.domain.disclosure.uses import AUDIENCES, Audience, Need, Purpose
from server.domain.schema.kinds import Sensitivity

with Path(__file__).with_name("consent-table.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
GATE, REPLY, DECISION = ([row for row in ROWS if row["step"][0] == step] for step in "123")
RESULTS = {"allowed": "shown", "aggregate": "counted", "refused": "refused", "stub": "stub"}
YES = Agreement(status=Status.GIVEN, is_informed=True)
OPEN = Consent(interview=Status.GIVEN, is_signed=True, minor=Minor.NO)
CONSENT_AT = {
    "open": OPEN,
    "held": Consent(),
    "stub": Consent(interview=Status.REFUSED),
    "closed": Consent(interview=Status.WITHDRAWN),
}


def _agreeing(gate: str, answer: str) -> Consent:
    agreement = YES if answer == "yes" else Agreement()
    stands = CONSENT_AT[gate]
    return Consent(
        interview=stands.interview,
        is_signed=stands.is_signed,
        minor=stands.minor,
        sharing=agreement,
        disclosure=agreement,
        research=agreement,
        services={"medical": agreement},
    )


@pytest.mark.requirement("R73", "R74", "R75", "R87")
def test_gate_is_what_the_table_says() -> None:
    for row in GATE:
        found = standing(
            Consent(
                interview=Status(row["interview"]),
                is_signed=row["signed"] == "yes",
                minor=Minor(row["minor"]),
                guardian=Guardian(row["guardian"]),
                has_leaders_reason=row["leader_reason"] == "yes",
            )
        )
        said = (found.gate, found.why, " ".join(found.requirements))
        assert said == (row["result"], row["reason"], row["requirements"]), row


@pytest.mark.requirement("R72", "R76", "R78")
def test_reply_is_what_the_table_says() -> None:
    informed = {"yes": True, "no": False, "missing": None}
    for row in REPLY:
        agreement = Agreement(
            status=Status(row["status"]),
            is_informed=informed[row["informed"]],
            is_withdrawn=row["withdrawn"] == "yes",
        )
        found = reply(agreement)
        said = ("yes" if found.is_yes else "no", found.why, " ".join(found.requirements))
        assert said == (row["result"], row["reason"], row["requirements"]), row


def _result(row: dict[str, str]) -> str:
    return "held" if row["reason"].startswith("the case is held") else RESULTS[row["result"]]


@pytest.mark.requirement("R73", "R76", "R77", "R78", "R79", "R81", "R104", "R106", "R107")
def test_decision_is_what_the_table_says() -> None:
    for row in DECISION:
        found = decide(
            Purpose(row["purpose"]),
            Audience(row["audience"]),
            sensitivity=Sensitivity(row["sensitivity"]),
            consent=_agreeing(row["gate"], row["consent"]),
            service="medical",
        )
        assert found.result == _result(row), row
        assert (found.extent, "; ".join(found.needs)) == (row["fields"], row["needs"]), row
        assert found.why == row["reason"].replace("_", " ").replace(" ;", ";"), row
        assert " ".join(found.requirements) == row["requirements"], row


def test_table_is_exhaustive() -> None:
    combinations = {tuple(row.values())[9:14] for row in DECISION}
    assert len(combinations) == len(DECISION)
    assert len(DECISION) == len(Purpose) * len(Audience) * 4 * 2 * len(Sensitivity)
    assert len(GATE) == 2 * len(Status) * len(Minor) * len(Guardian) * 2
    assert len(REPLY) == len(Status) * 3 * 2
    assert set(AUDIENCES) == set(Purpose)


@pytest.mark.requirement("R77")
@pytest.mark.parametrize("service", [None, "reintegration"])
def test_consent_to_one_service_is_none_to_another(service: str | None) -> None:
    found = decide(
        Purpose.SERVICE,
        Audience.ASSISTANCE_PARTNER,
        sensitivity=Sensitivity.CODED,
        consent=_agreeing("open", "yes"),
        service=service,
    )
    assert found.result is Result.REFUSED


@pytest.mark.requirement("R76", "R77")
def test_service_without_sharing_for_assistance_is_refused() -> None:
    consent = Consent(
        interview=Status.GIVEN, is_signed=True, minor=Minor.NO, services={"medical": YES}
    )
    found = decide(
        Purpose.SERVICE,
        Audience.INTERNAL,
        sensitivity=Sensitivity.CODED,
        consent=consent,
        service="medical",
    )
    assert found.result is Result.REFUSED


def test_identity_never_leaves_without_a_leader() -> None:
    for purpose in Purpose:
        for audience in Audience:
            found = decide(
                purpose,
                audience,
                sensitivity=Sensitivity.IDENTIFYING,
                consent=_agreeing("open", "yes"),
                service="medical",
            )
            assert (
                purpose is Purpose.CASE_WORK
                or found.result is Result.REFUSED
                or Need.LEADER in found.needs
            )
