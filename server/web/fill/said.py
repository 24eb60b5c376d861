"""Chooses what the script of a form may have to say: nothing of controls that the form lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from server.odk.web_form.tree import WebForm

_REPEAT: Final = "repeat"
# Beginnings of keys, and the controls, their looks, data types and repeats that they are for.
_NEEDS: Final = {
    "draw.": {"draw", "signature"},
    "sign.": {"signature"},
    "photo.": {"image", "draw", "signature"},
    "file.": {"file", "image"},
    "place.": {"geopoint"},
    "rank.": {"rank"},
    "not_answered": {"range"},
    "not_a_whole_number": {"int"},
    "too_large_number": {"int"},
    "not_a_number": {"decimal"},
    "too_many_digits": {"decimal"},
    "not_a_date": {"date", "dateTime"},
    "not_a_year": {"year"},
    "not_a_month": {"month-year"},
    "not_a_time": {"time"},
    "remove": {_REPEAT, "select"},
    "remove_sure": {_REPEAT},
}
# What the page says by itself.
_WRITTEN: Final = frozenset({"needed", "guidance", "acknowledge", "send", "leave", "add"})


def said(form: WebForm, words: Mapping[str, str]) -> dict[str, str]:
    """Return those of the words that the script of this form may say."""
    there = frozenset(_there(form))
    idle = tuple(begin for begin, needs in _NEEDS.items() if not needs & there)
    return {
        key: text
        for key, text in words.items()
        if key not in _WRITTEN and not (idle and key.startswith(idle))
    }


def _there(form: WebForm) -> Iterator[str]:
    model = form.model
    for control in model.controls.values():
        yield control.kind.value
        yield from control.appearance.split()
    yield from (each.type for each in model.binds.values())
    if model.repeats:
        yield _REPEAT
