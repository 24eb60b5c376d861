"""Puts what ODK Validate says of a form into plain words, at the cell it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.odk.gate.message import Message, Spot, error
from server.odk.outline import Entry, Outline
from server.odk.workbook import Workbook

_PATH = re.compile(r"/[\w.-]+((?:/[\w.-]+)+)")
_JAVA = re.compile(r"at |.*\.java:\d+")
_CLASS = re.compile(r"\b(?:java|org)\.[\w.]+(?:Exception|Error):?\s*")
_NODE = re.compile(r",? *\(?Bad node: [\w.$@]+\)?|class java\..*")
_FRAMING = re.compile(r">>.*|Result: .*|Caused by: .*|\.\.\. \d+ more")
_FILES = "The following files failed validation"
_CONDITIONS = ("relevant", "constraint", "required", "read_only")
_EXPRESSIONS = (*_CONDITIONS, "calculation", "choice_filter", "repeat_count", "default")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One refusal: how it is known, what to say, and the columns in which it may stand."""

    pattern: re.Pattern[str]
    sentence: str
    mend: str
    columns: tuple[str, ...]


def _rule(pattern: str, sentence: str, mend: str, *columns: str) -> _Rule:
    return _Rule(pattern=re.compile(pattern), sentence=sentence, mend=mend, columns=columns)


_MIND = "Look for a bracket, a quotation mark or a word that is missing or stands once too often."
_RULES = (
    _rule(
        r"Cycle detected",
        "The answer depends on itself, by way of {names}.",
        "Take one of these references away.",
        *("calculation", "relevant", "constraint", "required", "read_only"),
    ),
    _rule(
        r"cannot handle function '(?P<word>[^']+)'",
        "The function {word}( ) is not given the values that it needs.",
        "Look up how many values it takes, and separate them with commas.",
        *_EXPRESSIONS,
    ),
    _rule(
        r"Instance referenced by instance\((?P<word>[^)]*)\)",
        "There is no list named “{word}”.",
        "Write the name of a list of the choices sheet, or of a file without its ending.",
        *_EXPRESSIONS,
    ),
    _rule(
        r"indexed-repeat\(\)",
        "The function indexed-repeat( ) does not name a question and the repeat around it.",
        "Write indexed-repeat(${{question}}, ${{its repeat}}, number).",
        *_EXPRESSIONS,
    ),
    _rule(
        r"Unsupported nodeset expression: .*\[(?P<word>.*)\]\]",
        "The choice_filter cannot be read.",
        _MIND,
        "choice_filter",
    ),
    _rule(r"display condition", "The condition cannot be read.", _MIND, "relevant"),
    _rule(r"require condition", "The condition cannot be read.", _MIND, "required"),
    _rule(r"read-?only condition", "The condition cannot be read.", _MIND, "read_only"),
    _rule(r"invalid constraint", "The check cannot be read.", _MIND, "constraint"),
    _rule(
        r"Invalid calculate|Calculate expression",
        "The calculation cannot be worked out.",
        _MIND,
        *("calculation", "repeat_count"),
    ),
    _rule(
        r"Condition expression",
        "The condition cannot be worked out.",
        _MIND,
        *_CONDITIONS,
    ),
    _rule(
        r"value set action",
        "The value that the row begins with, or is given, cannot be read.",
        _MIND,
        *("default", "calculation"),
    ),
)
_UNKNOWN = _rule("", "ODK's own check cannot work with this row.", "Correct or clear the cell.")


def explained(output: str, workbook: Workbook, outline: Outline) -> Message:
    """Return the error that ODK Validate's output amounts to."""
    said = plain(output)
    entries = list({entry.path: entry for entry in _entries(said, outline)}.values())
    rule = next((each for each in _RULES if each.pattern.search(said)), _UNKNOWN)
    found = rule.pattern.search(said)
    names = " and ".join(f"${{{each.name}}}" for each in entries)
    words = {"names": names, "word": "", **(found.groupdict() if found else {})}
    sentence = rule.sentence.format_map(words)
    if rule is _UNKNOWN or rule.mend is _MIND:  # where exactly, only its own words tell
        sentence = f"{sentence} (ODK Validate: “{_named(said)}”)"
    wanted = [words["word"]] if words["word"] else []
    if "{names}" in rule.sentence:
        wanted = [f"${{{each.name}}}" for each in entries]
    return error(sentence, rule.mend.format(), _spot(workbook, entries, rule, wanted))


def plain(output: str) -> str:
    """Return what ODK Validate says without Java's own lines."""
    lines = [line.strip() for line in output.partition(_FILES)[0].splitlines()]
    kept = [line for line in lines if not _FRAMING.match(line) and not _JAVA.match(line)]
    said = dict.fromkeys(filter(None, (_NODE.sub("", _CLASS.sub("", line)) for line in kept)))
    return " ".join(said).rstrip(" .") or "it does not say why"


def _named(said: str) -> str:
    """Return a text in which questions are named as in the sheet."""
    return _PATH.sub(lambda found: f"${{{found[1].rpartition('/')[2].rstrip('.')}}}", said)


def _entries(said: str, outline: Outline) -> Iterator[Entry]:
    """Yield the rows that are named, also those of which pyxform made a count of repeats."""
    for found in _PATH.finditer(said):
        path = found[1].strip("/.")
        entry = outline.by_path.get(path) or outline.by_path.get(path.removesuffix("_count"))
        if entry is not None:
            yield entry


def _spot(workbook: Workbook, entries: list[Entry], rule: _Rule, wanted: list[str]) -> Spot:
    """Return the cell: of a row that is named, or else the first that holds what is wanted."""
    survey = workbook.sheet("survey")
    rows = [entry.row for entry in entries] or list(survey.rows)
    columns = rule.columns or _EXPRESSIONS
    filled = [(row, key) for row in rows for key in columns if row.get(key)]
    exact = [(row, key) for row, key in filled if any(each in row.get(key) for each in wanted)]
    if exact or (filled and entries):
        row, key = (exact or filled)[0]
        return survey.spot(row.number, key)
    return survey.spot(rows[0].number, "name") if entries else survey.spot()
