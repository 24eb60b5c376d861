"""Forty made-up reports: screenings, online reports and calls to the hotline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from server.demo import people
from server.demo.fill import Filled
from server.domain import reference

REPORTS = 40
_SCREENING, _ONLINE, _HOTLINE = "screening", "online_report", "hotline"
_DISTRICTS = ("LC-01", "LC-02", "LC-03", "LC-05", "LC-06", "LC-07", "LC-08", "LC-10", "LC-11")
_EXPLOITATION = (
    "sexual_exploitation", "labor", "domestic_labor", "child_labour", "begging",
    "street_selling", "forced_marriage", "online_sexual_exploitation",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One made-up submission: which form, what it says, and the files that belong to it."""

    form_id: str
    filled: Filled
    attachments: Sequence[tuple[str, bytes]] = ()


def sample_reports(random: Random, now: datetime) -> Iterator[Sample]:
    """Yield forty reports; some quote the reference of a screening that came before them."""
    screened: list[str] = []
    for number in range(REPORTS):
        form_id = (_SCREENING, _ONLINE, _HOTLINE)[number % 3]
        values = {**_situation(random, now), **_parts(form_id, random, now)}
        values["report.reference"] = reference.make(random)
        if form_id == _SCREENING:
            screened.append(values["report.reference"])
        elif number % 2:
            values["report.screening_reference"] = random.choice(screened)
        yield Sample(form_id=form_id, filled=Filled(values=values))


def name(random: Random) -> str:
    """Return an invented full name."""
    return f"{random.choice(people.FIRST_NAMES)} {random.choice(people.FAMILY_NAMES)}"


def phone(random: Random) -> str:
    """Return an invented number, in the range kept for fiction."""
    return f"+1758555{random.randint(100, 199):04d}"


def _parts(form_id: str, random: Random, now: datetime) -> Mapping[str, str]:
    """Return what this kind of report says beside the situation."""
    if form_id == _SCREENING:
        return {"report.channel": "screening", **_victim(random), **_agent(random, now)}
    if form_id == _ONLINE:
        about = {"report.channel": "online", "report.urgency": "not_urgent"}
        return about | _profile(random) | _story(random, "description") | _who(random)
    call = {
        "report.channel": "hotline",
        "report.started_at": now.isoformat(timespec="milliseconds"),
        "report.urgency": random.choice(("emergency", "not_urgent", "unknown")),
        "report.in_danger_now": random.choice(("yes", "no", "unknown")),
        "report.case_status": random.choice(("effectively_occurred", "potential_detected")),
        "report.date_kind": "one_day",
        "report.register_date": now.date().isoformat(),
        "report.report_date": now.date().isoformat(),
        "report.call_taker": name(random),
        "report.data_manager": "Amina Example",
    }
    told = _story(random, "exploitation_description")
    return call | _victim(random) | told | _who(random)


def _situation(random: Random, now: datetime) -> dict[str, str]:
    """Return what all three kinds of report say of the situation."""
    began = now.date() - timedelta(days=random.randint(2, 90))
    return {
        "report.date_basis": random.choice(("occurred", "noticed")),
        "report.situation_date_from": began.isoformat(),
        "report.location_scope": "in_country",
        "report.district": random.choice(_DISTRICTS),
        "report.place": random.choice(people.PLACES),
        "report.exploitation": " ".join(random.sample(_EXPLOITATION, random.randint(1, 2))),
        "report.prior_report": random.choice(("none", "ntf", "police", "unknown")),
    }


def _victim(random: Random) -> dict[str, str]:
    age = random.randint(9, 55)
    return {
        "report.victim_sex": random.choice(("female", "male", "unknown")),
        "report.victim_age": str(age),
        "report.victim_country_of_birth": random.choice(("LCA", "GUY", "VEN", "HTI", "DOM")),
        "report.victim_ethnicity": random.choice(("unknown", "not_stated", "mixed")),
    }


def _agent(random: Random, now: datetime) -> dict[str, str]:
    return {
        "report.case_status": random.choice(("effectively_occurred", "potential_detected")),
        "report.date_kind": "one_day",
        "report.register_date": now.date().isoformat(),
        "report.agent_name": name(random),
        "report.agent_post": random.choice(people.POSTS),
        "report.agency": random.choice(people.AGENCIES),
    }


def _profile(random: Random) -> dict[str, str]:
    sex, age = random.choice(("female", "male")), random.choice(("under_18", "over_18"))
    return {
        "report.victim_origin": random.choice(("national", "foreigner", "unknown")),
        "report.victim_profile": f"{sex} {age} {random.choice(('individual_alone', 'group'))}",
    }


def _story(random: Random, field: str) -> dict[str, str]:
    return {
        f"report.{field}": random.choice(people.STORIES),
        "report.trafficker_information": random.choice(people.TRAFFICKERS),
    }


def _who(random: Random) -> dict[str, str]:
    """Return an anonymous reporter, or one who may be contacted; never both."""
    if random.random() < 0.6:  # noqa: PLR2004 - most people do not leave their name
        return {
            "report.reporter_mode": "anonymous",
            "report.reporter_sex": random.choice(("female", "male", "prefer_not_to_say")),
            "report.reporter_locality": random.choice(people.PLACES),
        }
    return {
        "report.reporter_mode": "contact",
        "report.reporter_first_name": random.choice(people.FIRST_NAMES),
        "report.reporter_last_name": random.choice(people.FAMILY_NAMES),
        "report.reporter_address": f"{random.randint(1, 99)} {random.choice(people.STREETS)}",
        "report.reporter_phone": phone(random),
    }
