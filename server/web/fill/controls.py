"""Says how the control of each question is written, and which attributes it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.odk.web_form.model import ControlKind
from server.odk.web_form.tree import Question

_LONG = 30  # more choices than these are searched in (client/src/view/choices.ts)


class Shape(StrEnum):
    """How a control is written."""

    NOTHING = "nothing"
    BOXES = "boxes"
    LIST = "list"
    SELECT = "select"
    TRIGGER = "trigger"
    LINE = "line"
    AREA = "area"
    FILE = "file"
    RANGE = "range"
    PLACE = "place"  # left for the script


_SHAPES = {
    ControlKind.NOTE: Shape.NOTHING,
    ControlKind.MULTILINE: Shape.AREA,
    ControlKind.TRIGGER: Shape.TRIGGER,
    ControlKind.IMAGE: Shape.FILE,
    ControlKind.FILE: Shape.FILE,
    ControlKind.RANGE: Shape.RANGE,
    ControlKind.RANK: Shape.PLACE,
    ControlKind.GEOPOINT: Shape.PLACE,
    ControlKind.SIGNATURE: Shape.PLACE,
    ControlKind.DRAW: Shape.PLACE,
}
_SELECTS = frozenset({ControlKind.SELECT_ONE, ControlKind.SELECT_MULTIPLE})
_MANY = frozenset({Shape.BOXES, Shape.TRIGGER, Shape.PLACE})  # several inputs under one legend
_LINES = {
    ControlKind.INTEGER: ("text", "numeric"),
    ControlKind.DECIMAL: ("text", "decimal"),
    ControlKind.DATE: ("date", None),
    ControlKind.TIME: ("time", None),
    ControlKind.MOMENT: ("datetime-local", None),
}
_LOOKS: Mapping[ControlKind, Mapping[str, tuple[str, str | None]]] = {
    ControlKind.STRING: {"numbers": ("text", "tel")},  # digits, but also spaces, + and -
    ControlKind.DATE: {"month-year": ("month", None), "year": ("text", "numeric")},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How one control is written.

    `is_many` says that several inputs stand under one legend; `is_filled` that the choices are
    there from the beginning; `type` and `inputmode` are those of an input.
    """

    shape: Shape
    is_many: bool
    is_filled: bool = True
    type: str = "text"
    inputmode: str | None = None


def control_of(question: Question) -> Control:
    """Return how the control of a question is written."""
    if question.kind in _SELECTS:
        return _select(question)
    shape = _SHAPES.get(question.kind, Shape.LINE)
    type_, inputmode = _line(question)
    return Control(shape=shape, is_many=shape in _MANY, type=type_, inputmode=inputmode)


def _line(question: Question) -> tuple[str, str | None]:
    among = _LOOKS.get(question.kind, {})
    by_appearance = [among[each] for each in question.appearance if each in among]
    return by_appearance[0] if by_appearance else _LINES.get(question.kind, ("text", None))


def _select(question: Question) -> Control:
    """Return how choices are written: as the script takes them over (choices.ts)."""
    is_one = question.kind is ControlKind.SELECT_ONE
    type_ = "radio" if is_one else "checkbox"
    if question.list_size is None:
        return Control(shape=Shape.BOXES, is_many=True, type=type_)
    is_minimal = "minimal" in question.appearance
    is_searched = question.list_size > _LONG or "autocomplete" in question.appearance
    if is_minimal and is_one and not is_searched:
        return Control(shape=Shape.SELECT, is_many=False, is_filled=False)
    is_many = not is_searched and not is_minimal
    return Control(shape=Shape.LIST, is_many=is_many, is_filled=False, type=type_)
