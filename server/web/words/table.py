"""The table of words: read from a csv with a column for each language, English where one is empty.

An office may lay a `words.csv` of its own into the data folder: it adds languages (a column headed
"Kwéyòl (acf)") and changes words, row by row; what it does not hold stays as it is here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

from server.errors import Code, Refused

ENGLISH: Final = "en"
SERVER_ONLY: Final = ("portal.", "poster.", "refused.", "paper.")  # for no script
DESK: Final = "desk."  # for the scripts of the console only
_SIGNED_IN: Final = ("waiting", "signed_out")  # for forms in the console only
_OURS: Final = (Path(__file__).with_name("words.csv"), Path(__file__).with_name("paper.csv"))
_HEADING: Final = re.compile(r"(.+?) \(([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)")
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur"})

_Columns = dict["Language", dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language as its own speakers call it; `code` is that of BCP 47."""

    code: str
    name: str

    @property
    def dir(self) -> str:
        """The direction in which it is written, as HTML says it."""
        return "rtl" if self.code.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language; a key that is in no table is a bug."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **gaps: object) -> str:
        """Return what is said for a key, its `{gaps}` filled."""
        text = self.texts[key]
        return text.format_map(gaps) if gaps else text

    def for_script(self) -> dict[str, str]:
        """Return the words that the scripts of a page may say, their gaps still open."""
        others = (*SERVER_ONLY, DESK)
        return {key: text for key, text in self.texts.items() if not key.startswith(others)}

    def for_public(self) -> dict[str, str]:
        """Return the words that the scripts of a page for everybody may say."""
        said = self.for_script().items()
        return {key: text for key, text in said if not key.startswith(_SIGNED_IN)}

    def for_form_at_desk(self) -> dict[str, str]:
        """Return the words of a form's scripts as somebody of the task force is to read them."""
        return {key: self.texts.get(DESK + key, text) for key, text in self.for_script().items()}

    def for_desk(self) -> dict[str, str]:
        """Return what the scripts of the console say besides."""
        return {key: text for key, text in self.texts.items() if key.startswith(DESK)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every language with its words, English first."""

    languages: Mapping[str, Words]

    def words_for(self, code: str) -> Words:
        """Return the words of a language, or of the plain one ("es" for "es-MX"), or English."""
        plain = code.split("-", maxsplit=1)[0]
        return next(
            self.languages[each] for each in (code, plain, ENGLISH) if each in self.languages
        )


def words_for(code: str) -> Words:
    """Return the words as they come with Lespwa, without an office's own table."""
    return read_table().words_for(code)


def read_table(own: Path | None = None) -> Table:
    """Read the table, and an office's own over it if that file is there.

    Raises:
        Refused: SETTINGS, when the office's own file is not such a table.
    """
    ours = _ours()
    if own is None or not own.exists():
        return ours
    try:
        with own.open(encoding="utf-8-sig", newline="") as file:
            columns = _columns(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _unusable(own, "it cannot be read as a csv in UTF-8") from problem
    except ValueError as problem:
        raise _unusable(own, str(problem)) from problem
    mistake = next(_mistakes(columns, ours), None)
    if mistake is not None:
        raise _unusable(own, mistake)
    return _laid_over(ours, columns)


@cache
def _ours() -> Table:
    columns: _Columns = {}
    for each in _OURS:
        with each.open(encoding="utf-8", newline="") as file:
            for language, texts in _columns(csv.reader(file)).items():
                columns[language] = {**columns.get(language, {}), **texts}
    english = next(texts for each, texts in columns.items() if each.code == ENGLISH)
    return Table(
        languages={
            each.code: Words(language=each, texts=english | texts)
            for each, texts in columns.items()
        }
    )


def _columns(rows: Iterator[list[str]]) -> _Columns:
    """Sort the cells by language; empty ones are left out."""
    languages = [_language(each) for each in next(rows, [])[1:] if each.strip()]
    columns: _Columns = {each: {} for each in languages}
    if not columns:
        raise ValueError('its first line is not "key" and then languages such as "Kwéyòl (acf)"')
    for row in rows:
        for language, text in zip(languages, row[1:], strict=False):
            if text.strip():
                columns[language][row[0].strip()] = text.strip()
    return columns


def _language(heading: str) -> Language:
    found = _HEADING.fullmatch(heading.strip())
    if found is None:
        raise ValueError(f'the heading "{heading}" is not like "Kwéyòl (acf)"')
    return Language(code=found[2], name=found[1])


def _laid_over(ours: Table, columns: _Columns) -> Table:
    languages = dict(ours.languages)
    for language, texts in columns.items():
        below = ours.words_for(language.code).texts
        languages[language.code] = Words(language=language, texts={**below, **texts})
    return Table(languages=languages)


def _mistakes(columns: _Columns, ours: Table) -> Iterator[str]:
    english = ours.languages[ENGLISH].texts
    for language, texts in columns.items():
        for key, text in texts.items():
            if key not in english:
                yield f'there is no key "{key}"'
            elif _gaps([text]) != _gaps([english[key]]):
                yield f'"{key}" in {language.name} must hold the same {{words in braces}}'


def _gaps(texts: Iterable[str]) -> set[str] | None:
    """Return the names in braces; None where the braces do not match."""
    try:
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return None


def _unusable(own: Path, why: str) -> Refused:
    return Refused(Code.SETTINGS, why=f"{own} cannot be used: {why}")
