"""Tells how a question is answered from its control, its data type and its appearance."""

from __future__ import annotations

from server.odk.web_form.model import ControlKind
from server.odk.xform_tree import Element
from server.odk.xml import local_name

_BY_CONTROL = {
    "select1": ControlKind.SELECT_ONE,
    "select": ControlKind.SELECT_MULTIPLE,
    "rank": ControlKind.RANK,
    "range": ControlKind.RANGE,
    "trigger": ControlKind.TRIGGER,
    "textarea": ControlKind.MULTILINE,
}
_BY_TYPE = {
    "int": ControlKind.INTEGER,
    "integer": ControlKind.INTEGER,
    "decimal": ControlKind.DECIMAL,
    "date": ControlKind.DATE,
    "time": ControlKind.TIME,
    "dateTime": ControlKind.MOMENT,
    "geopoint": ControlKind.GEOPOINT,
}
_BY_APPEARANCE = {
    "signature": ControlKind.SIGNATURE,
    "draw": ControlKind.DRAW,
    "multiline": ControlKind.MULTILINE,
}
_HEAD = "label"  # the appearance of a row that only names the choices of the rows below


def control_kind(control: Element, data_type: str) -> ControlKind:
    """Return how a question is answered; what the client does not know is typed in as text."""
    appearance = control.get("appearance", "").split()
    tag = local_name(control)
    if _HEAD in appearance:
        return ControlKind.NOTE
    if tag in _BY_CONTROL:
        return _BY_CONTROL[tag]
    if tag == "upload":
        picture = control.get("mediatype", "").startswith("image/")
        drawn = (_BY_APPEARANCE[each] for each in appearance if each in {"signature", "draw"})
        return next(drawn, ControlKind.IMAGE) if picture else ControlKind.FILE
    if "multiline" in appearance:
        return ControlKind.MULTILINE
    return _BY_TYPE.get(data_type, ControlKind.STRING)
