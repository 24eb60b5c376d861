"""Made-up reports as they are compared: the same scene, told again with a field changed."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from server.domain.answers import Value
from server.domain.casework.compared import Coded, Sealed, coded, sealed

SCENE: MappingProxyType[str, Value] = MappingProxyType(
    {
        "situation_date_from": date(2026, 5, 4),
        "district": "LC-02",
        "place": "Bois d'Orange",
        "victim_sex": "female",
        "victim_age": 17,
        "victim_country_of_birth": "VEN",
        "victim_ethnicity": "hispanic",
        "exploitation": ("sexual",),
        "agency": "Sample Clinic",
        "trafficker_information": "A tall man called Rex with a white van",
        "reporter_phone": "452 1234",
        "reporter_first_name": "Jn",
        "reporter_last_name": "Baptiste",
    }
)


def report(reference: str = "A", **changed: Value) -> tuple[Coded, Sealed]:
    """Return the scene with some fields changed."""
    values = {**SCENE, **changed}
    return coded(reference, values), sealed(values)


def only(reference: str = "A", **values: Value) -> tuple[Coded, Sealed]:
    """Return a report that says nothing else."""
    return coded(reference, values), sealed(values)
