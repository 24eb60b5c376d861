"""Code lists from ISO data: countries (3166-1 alpha-3), languages (639-3) and districts."""

from __future__ import annotations

import csv
from importlib.resources import files

from server.domain.vocabulary.lists import UNKNOWN, Term, added, code_list, printed


def _read(filename: str) -> tuple[Term, ...]:
    """Read the terms of one data file of this package."""
    text = files(__package__).joinpath(filename).read_text(encoding="utf-8")
    return tuple(printed(row["code"], row["label"]) for row in csv.DictReader(text.splitlines()))


COUNTRY = code_list(
    "country",
    "Country (ISO 3166-1 alpha-3)",
    *_read("countries.csv"),
    added("stateless", "Stateless"),
    UNKNOWN,
)

LANGUAGE = code_list(
    "language",
    "Language (ISO 639-3)",
    *_read("languages.csv"),
    added("other", "Other language"),
    UNKNOWN,
)

DISTRICT = code_list(
    "district",
    "District of Saint Lucia (ISO 3166-2)",
    *_read("districts.csv"),
    UNKNOWN,
)

LISTS = (COUNTRY, LANGUAGE, DISTRICT)
