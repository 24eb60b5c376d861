"""Three made-up persons: each with a consent and a case record."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sin
from random import Random

from server.demo import people
from server.demo.fill import Filled
from server.demo.reports import Sample, name, phone
from server.domain import reference
from server.domain.vocabulary import VOCABULARY

SIGNATURE = "signature.png"
_ADULT = 18
_WIDTH, _HEIGHT = 160, 48
_BIRTHDAY = (3, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """What differs between the three."""

    sex: str
    country: str
    birth_year: int
    language: str
    activity: str
    exploitation: str
    transit: tuple[str, ...]


_LIVES = (
    _Life(
        sex="female", country="VEN", birth_year=1998, language="spa", activity="prostitution",
        exploitation="sexual_exploitation", transit=("TTO",),
    ),
    _Life(
        sex="male", country="HTI", birth_year=1990, language="hat", activity="construction",
        exploitation="labor", transit=("DOM", "BRB"),
    ),
    _Life(
        sex="female", country="LCA", birth_year=2011, language="acf", activity="domestic_work",
        exploitation="domestic_labor", transit=(),
    ),
)  # fmt: skip


def sample_cases(random: Random, now: datetime) -> Iterator[Sample]:
    """Yield, for three persons, the consent and then the case record that quotes it."""
    for life in _LIVES:
        quoted = reference.make(random)
        consent = Filled(values=_consent(life, quoted, now))
        yield Sample(form_id="consent", filled=consent, attachments=[(SIGNATURE, drawn())])
        yield Sample(form_id="case_record", filled=_case(life, quoted, random, now))


def drawn() -> bytes:
    """Return a picture of a made-up signature: a wavy line, as PNG."""
    rows = [bytearray(b"\xff" * _WIDTH) for _ in range(_HEIGHT)]
    for x in range(_WIDTH):
        rows[round(_HEIGHT / 2 + sin(x / 6) * x / 12)][x] = 0
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _age(life: _Life, now: datetime) -> int:
    had_birthday = (now.month, now.day) >= _BIRTHDAY
    return now.year - life.birth_year - (0 if had_birthday else 1)


def _is_minor(life: _Life, now: datetime) -> bool:
    return _age(life, now) < _ADULT


def _consent(life: _Life, quoted: str, now: datetime) -> dict[str, str]:
    values = {
        "consent.reference": quoted,
        "consent.action": "new",
        "consent.language": life.language,
        "consent.sharing_informed": "yes",
        "consent.sharing": "given",
        "consent.disclosure_informed": "yes",
        "consent.disclosure": "given",
        "consent.research_informed": "yes",
        "consent.research": "refused" if life.transit else "given",
        "consent.interview": "given",
        "consent.form": "written",
        "consent.is_minor": "yes" if _is_minor(life, now) else "no",
        "consent.interviewer": "Bo Example",
        "consent.organisation": "Example Task Force",
        "consent.signature": SIGNATURE,
        "consent.date": now.date().isoformat(),
        "consent_service[service=medical].consented": "given",
        "consent_service[service=reintegration].consented": "not_asked",
    }
    return values | ({"consent.guardian": "given"} if _is_minor(life, now) else {})


def _case(life: _Life, quoted: str, random: Random, now: datetime) -> Filled:
    values = {
        **_registration(life, quoted, random, now),
        **_interview(life, random, now),
        **_entry(life, now),
        **_control("entry", VOCABULARY["mean_entry"].codes, random),
        **_control("exploitation", _means_of(life), random),
        **_exploitation(life),
        **_decision(life, now),
    }
    legs = [
        {"country": country, "place": random.choice(people.PLACES), "had_activity": "no"}
        for country in life.transit
    ]
    guardian = [{"contact_safety": "safe", "relation": "mother", "name": name(random)}]
    document = {
        "type": "passport",
        "country": life.country,
        "number": f"X{random.randrange(10**7)}",
    }
    return Filled(
        values=values,
        repeats={
            "identity_document": [document],
            "guardian": guardian if _is_minor(life, now) else [],
            "journey_leg": legs,
        },
    )


def _registration(life: _Life, quoted: str, random: Random, now: datetime) -> Mapping[str, str]:
    return {
        "person.reference": reference.make(random),
        "person.sitting": "first",
        "person.consent_reference": quoted,
        "person.first_names": random.choice(people.FIRST_NAMES),
        "person.family_names": random.choice(people.FAMILY_NAMES),
        "person.sex": life.sex,
        "person.country_of_birth": life.country,
        "person.place_of_birth": random.choice(people.PLACES),
        "person.birth_date": f"{life.birth_year}-03-14",
        "person.birth_date_is_estimate": "no",
        "person.age": str(_age(life, now)),
        "person.citizenships": life.country,
        "person.ethnicity": "not_stated",
    }


def _interview(life: _Life, random: Random, now: datetime) -> Mapping[str, str]:
    return {
        "interview.referring_type": "law_enforcement",
        "interview.referring_name": random.choice(people.AGENCIES),
        "interview.referring_phone": phone(random),
        "interview.screening_date": now.date().isoformat(),
        "interview.screening_location": random.choice(people.PLACES),
        "interview.interviewer_name": "Bo Example",
        "interview.interviewer_organisation": "Example Task Force",
        "interview.languages": f"{life.language} eng",
        "interview.has_interpreter": "no",
    }


def _entry(life: _Life, now: datetime) -> Mapping[str, str]:
    return {
        "entry.modes": "labour_migration",
        "entry.involved_recruitment": "yes",
        "entry.contact": "personal_contact",
        "entry.believed_activities": "restaurants_and_hotel_work",
        "entry.promised_salary_usd": "900",
        "entry.month": f"{now.year - 1}-05-01",
        "entry.was_minor": "yes" if _is_minor(life, now) else "no",
        "entry.origin_place": "Invented Town",
        "entry.origin_country": life.country,
        "entry.destination_place": "Example Village",
        "entry.destination_country": "LCA",
        "entry.travelled_alone": "no",
        "entry.companions": "recruiter",
        "entry.had_transit": "yes" if life.transit else "no",
    }


def _means_of(life: _Life) -> tuple[str, ...]:
    """Return the means asked about: three of them only in prostitution."""
    only_then = ("refuse_client", "refuse_acts", "use_condom")
    asked = VOCABULARY["mean"].codes
    return tuple(each for each in asked if life.activity == "prostitution" or each not in only_then)


def _control(phase: str, means: tuple[str, ...], random: Random) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for mean in means:
        used = random.choice(("yes", "no", "no", "unknown"))
        row = f"means_of_control[mean={mean},phase={phase}]"
        values[f"{row}.used"] = used
        if used == "yes":
            values[f"{row}.by_whom"] = random.choice(
                ("recruiter", "receiver", "harbourer receiver")
            )
    return values


def _exploitation(life: _Life) -> Mapping[str, str]:
    return {
        "exploitation.activities": life.activity,
        "exploitation.age_at_start": "17",
        "exploitation.duration_value": "8",
        "exploitation.duration_unit": "months",
        "exploitation.was_exploited": "yes",
    }


def _decision(life: _Life, now: datetime) -> Mapping[str, str]:
    return {
        "corroboration[material=official_reports].present": "yes",
        "corroboration[material=medical_reports].present": "no",
        "determination.outcome": "victim",
        "determination.justification": "Made-up reasons: recruitment by deceit, then control.",
        "determination.decided_by": "Leon Example",
        "determination.organisation_type": "ntf",
        "determination.decided_on": now.date().isoformat(),
        "determination.form_of_exploitation": life.exploitation,
        "determination.extent": "transnational" if life.transit else "in_country",
        "determination.programme_eligible": "yes",
        "remark.text": "Made-up remark: prefers to be called in the morning.",
    }
