"""Reads the languages of a form from pyxform's names, such as "Español (es)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(r"\s*(?P<name>.*?)\s*\((?P<code>[A-Za-z0-9-]+)\)\s*")
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "nqo", "ps", "sd", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of a form; `label` is what the form calls it, `code` its BCP 47 tag or ""."""

    label: str
    code: str
    name: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        first, *rest = self.code.lower().split("-")
        return first in _RIGHT_TO_LEFT or any(part in _RIGHT_TO_LEFT_SCRIPTS for part in rest)


UNNAMED = Language(label="", code="", name="")


def read_language(label: str) -> Language:
    """Return the language that a form calls by this label; one without a code has none."""
    found = _NAMED.fullmatch(label)
    if found:
        return Language(label=label, code=found["code"], name=found["name"] or found["code"])
    code = label if _CODE.fullmatch(label) and len(label.partition("-")[0]) == len("es") else ""
    return Language(label=label, code=code, name=label)


def chosen(languages: tuple[Language, ...], code: str | None) -> Language:
    """Return the language of that code, else the form's default language, which is the first."""
    same = (each for each in languages if code is not None and code in {each.code, each.label})
    return next(same, languages[0] if languages else UNNAMED)
