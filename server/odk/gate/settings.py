"""Checks the settings sheet: audience, form id, title, and what the server sets by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.domain.forms import Audience
from server.domain.mapping import NAMESPACE
from server.odk.gate.case import FormSettings, Sheets
from server.odk.gate.message import Message, Spot, did_you_mean, error, warning
from server.odk.outline import MAPPING
from server.odk.workbook import Workbook

FORM_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
LONGEST_FORM_ID = 64
NAMESPACES = f'case="{NAMESPACE}"'

SET_BY_THE_SERVER = {
    "version": "version",
    "public_key": "public key",
    "submission_url": "submission address",
    "auto_send": "automatic sending",
    "auto_delete": "deleting after sending",
}
_YES_NO = {"yes": True, "true": True, "no": False, "false": False, "": True}
_DECLARED = re.compile(r"\bcase\s*=\s*(['\"])(?P<uri>.*?)\1")


def read_settings(workbook: Workbook) -> FormSettings:
    """Return the settings as far as they can be read; `check_settings` says what is wrong."""
    row = workbook.settings
    audience = row.get("audience").lower()
    return FormSettings(
        form_id=row.get("form_id"),
        title=row.get("form_title"),
        audience=Audience(audience) if audience in set(Audience) else None,
        has_personal_data=_YES_NO.get(row.get("personal_data").lower(), True),
    )


def check_settings(sheets: Sheets) -> Iterator[Message]:
    """Say what is missing or wrong on the settings sheet."""
    yield from _identity(sheets)
    yield from _audience(sheets)
    yield from _personal_data(sheets)
    yield from _namespace(sheets)
    yield from _set_by_the_server(sheets)
    if sheets.workbook.settings.get("omit_instanceid"):
        sentence = "Without an instance ID a submission cannot be sealed."
        yield error(sentence, "Remove the setting.", _spot(sheets, "omit_instanceid"))


def _identity(sheets: Sheets) -> Iterator[Message]:
    form_id, title = sheets.settings.form_id, sheets.settings.title
    if not form_id:
        mend = "Add a column form_id with a short name such as screening."
        yield error("The form has no id.", mend, _spot(sheets, "form_id"))
    elif not FORM_ID.fullmatch(form_id) or len(form_id) > LONGEST_FORM_ID:
        sentence = f"The form id “{form_id}” is not usable."
        mend = (
            "Begin with a letter and use only letters without accents, digits, - and _, "
            f"at most {LONGEST_FORM_ID} in all."
        )
        yield error(sentence, mend, _spot(sheets, "form_id"))
    if not any(character.isalnum() for character in title):
        mend = "Add a column form_title with words that people will read."
        yield error("The form has no title.", mend, _spot(sheets, "form_title"))


def _audience(sheets: Sheets) -> Iterator[Message]:
    said = sheets.workbook.settings.get("audience")
    if sheets.settings.audience is not None:
        return
    choices = ", ".join(Audience)
    if said:
        sentence = f"“{said}” is no audience."
        hint = did_you_mean(said.lower(), Audience) or f"Choose one of: {choices}."
        yield error(sentence, hint, _spot(sheets, "audience"))
        return
    mend = f"Add a column audience with one of: {choices}."
    yield error("Nothing says who is offered the form.", mend, _spot(sheets, "audience"))


def _personal_data(sheets: Sheets) -> Iterator[Message]:
    said = sheets.workbook.settings.get("personal_data")
    if said.lower() not in _YES_NO:
        sentence = f"personal_data says “{said}”, which is neither yes nor no."
        yield error(sentence, "Write yes or no.", _spot(sheets, "personal_data"))


def _namespace(sheets: Sheets) -> Iterator[Message]:
    if not any(entry.row.get(MAPPING) for entry in sheets.outline.entries):
        return
    declared = _DECLARED.search(sheets.workbook.settings.get("namespaces"))
    if declared is not None and declared["uri"] == NAMESPACE:
        return
    sentence = "Questions are mapped to case fields, but the settings do not say what case means."
    mend = f"Write {NAMESPACES} in the column namespaces."
    yield error(sentence, mend, _spot(sheets, "namespaces"))


def _set_by_the_server(sheets: Sheets) -> Iterator[Message]:
    for key, words in SET_BY_THE_SERVER.items():
        if sheets.workbook.settings.get(key):
            sentence = f"The server sets the {words} itself; what stands here is ignored."
            yield warning(sentence, "Clear the cell.", _spot(sheets, key))


def _spot(sheets: Sheets, key: str) -> Spot:
    return sheets.workbook.sheet("settings").spot(sheets.workbook.settings.number, key)
