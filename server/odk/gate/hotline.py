"""Checks that the number of the Hotline in a form is a telephone number in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, error
from server.odk.hotline_number import NAME, worked_out

_NUMBER = re.compile(r"\+?[\d (][\d ()./-]*")
_QUOTED = re.compile(r"(['\"])(?P<number>.*)\1")
_FEWEST, _MOST = 3, 15  # digits (ITU-T E.164)


def check_hotline(sheets: Sheets) -> Iterator[Message]:
    """Say when the row hotline_number would show another number than what stands in it."""
    entry = sheets.outline.by_name.get(NAME)
    if entry is None:
        return
    key = "calculation" if entry.row.get("calculation") else "default"
    written = entry.row.get(key)
    quoted = _QUOTED.fullmatch(written)
    is_number = quoted is not None and _is_telephone(quoted["number"])
    if is_number or (key == "default" and _is_telephone(written)):
        return
    shown = worked_out(written) if key == "calculation" and written else written
    sentence = f"This is no telephone number in quotes; people would be told to call “{shown}”."
    mend = "Write the number between straight quotes, such as '847'."
    yield error(sentence, mend, sheets.spot(entry, key))


def _is_telephone(text: str) -> bool:
    digits = sum(sign.isdecimal() for sign in text)
    return _NUMBER.fullmatch(text) is not None and _FEWEST <= digits <= _MOST
