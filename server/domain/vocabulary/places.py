"""Code lists from ISO data: countries (3166-1 alpha-3), languages (639-3) and districts."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

from server.domain.vocabulary.lists import UNKNOWN, Term, added, code_list, printed


def _rows(filename: str) -> list[dict[str, str]]:
    """Read one data file of this package."""
    text = files(__package__).joinpath(filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _read(filename: str) -> tuple[Term, ...]:
    return tuple(printed(row["code"], row["label"]) for row in _rows(filename))


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

_OF_TWO_LETTERS = {row["alpha_2"]: row["code"] for row in _rows("languages.csv") if row["alpha_2"]}
_THREE_LETTERS = re.compile(r"[a-z]{3}")


def language_code(tag: str) -> str:
    """Return the ISO 639-3 code of a language tag such as "es" or "pt-BR" (BCP 47), "" of none."""
    first = tag.lower().partition("-")[0]
    is_code = _THREE_LETTERS.fullmatch(first) is not None
    return first if is_code else _OF_TWO_LETTERS.get(first, "")
