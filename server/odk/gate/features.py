"""Checks for what no form of Lespwa may have, whoever fills it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, error, warning
from server.odk.outline import RowKind
from server.odk.xml import local_name

_REFUSED = {
    "begin loop": ("Loops are not used.", "Use begin_repeat."),
    "begin_loop": ("Loops are not used.", "Use begin_repeat."),
    "select_one_external": (
        "Lists of the sheet external_choices do not reach the tablet.",
        "Use select_one_from_file with a CSV file.",
    ),
    "background-audio": ("Forms do not record unseen.", "Remove the row."),
    "background-geopoint": ("Forms do not follow where the tablet is.", "Remove the row."),
    "start-geopoint": ("Forms do not follow where the tablet is.", "Use geopoint, which asks."),
}
_PHOTOGRAPHS = frozenset({"image", "photo"})
_DRAWN = frozenset({"signature", "draw"})
_LOGGED = ("track-changes", "identify-user")


def check_features(sheets: Sheets) -> Iterator[Message]:
    """Say which rows use something that Lespwa does without, and whether there is a question."""
    if not any(entry.kind is RowKind.QUESTION for entry in sheets.outline.entries):
        survey = sheets.workbook.sheet("survey")
        yield error("The form asks nothing.", "Add at least one question.", survey.spot(1, "type"))
    for entry in sheets.outline.entries:
        for type_, (sentence, mend) in _REFUSED.items():
            if entry.type.lower().startswith(type_):
                yield error(sentence, mend, sheets.spot(entry, "type"))
        for key, text in entry.row.cells.items():
            if "${last-saved#" in text:
                sentence = "A sealed form keeps nothing of the one saved before."
                mend = "Take last-saved# away."
                yield error(sentence, mend, sheets.spot(entry, key))


def check_audits(sheets: Sheets) -> Iterator[Message]:
    """Say what the log of a form would give away, and what it spoils on tablets."""
    for entry in sheets.outline.entries:
        if entry.type.lower() != "audit":
            continue
        said = entry.row.get("parameters").lower()
        spot = sheets.spot(entry, "parameters")
        if "location-" in said:
            mend = "Take the parameters that begin with location away."
            yield error("Forms do not follow where the tablet is.", mend, spot)
        for name in _LOGGED if not sheets.settings.has_personal_data else ():
            if re.search(rf"\b{name}\s*=\s*true", said):
                sentence = f"{name} logs answers or persons, in a form without personal data."
                yield error(sentence, f"Take {name} away, or the row.", spot)
        sentence = "A form with an audit cannot be finished a second time on a tablet."
        mend = "Remove the row, unless you need the log: every form is sealed."
        yield warning(sentence, mend, sheets.spot(entry, "type"))


def check_photographs(sheets: Sheets) -> Iterator[Message]:
    """Say which photographs may be larger than what the server takes."""
    for entry in sheets.outline.entries:
        is_drawn = set(entry.row.get("appearance").split()) & _DRAWN
        has_limit = "max-pixels" in entry.row.get("parameters").lower()
        if entry.type.lower() in _PHOTOGRAPHS and not is_drawn and not has_limit:
            sentence = "A tablet may send this photograph as large as its camera takes it."
            mend = "Write max-pixels=2048 in the column parameters."
            yield warning(sentence, mend, sheets.spot(entry, "parameters"))


def check_others(sheets: Sheets) -> Iterator[Message]:
    """Say which questions get the choice "Other" because another has or_other."""
    selects = [entry for entry in sheets.outline.entries if entry.list_name]
    adding = {entry.list_name: entry for entry in reversed(selects) if entry.has_other}
    for entry in selects:
        other = adding.get(entry.list_name)
        if other is not None and not entry.has_other:
            sentence = (
                f"“{entry.name}” offers “Other” too, for row {other.row.number} adds it "
                f"to the list “{entry.list_name}”."
            )
            mend = "Give one of the two a list of its own."
            yield warning(sentence, mend, sheets.spot(entry, "type"))


def check_groups(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which groups show nothing: JavaRosa reads no form that has one."""
    for path, group in compiled.body.groups.items() if compiled.body.controls else ():
        if all(local_name(each) in {"label", "hint"} for each in group.element):
            entry = sheets.outline.by_path.get(path)
            sentence = f"The group “{path.rpartition('/')[2]}” shows nothing."
            mend = "Add a question or a note, or take its begin and its end away."
            yield error(sentence, mend, sheets.spot(entry, "type"))
