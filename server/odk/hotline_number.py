"""Works out the number of the Hotline that a form tells people to call."""

from __future__ import annotations

from typing import Final

from lxml import etree

from server.odk.xform import XFORM
from server.odk.xform_model import read_model
from server.odk.xform_tree import Element, children
from server.odk.xml import local_name, parse

NAME: Final = "hotline_number"
UNKNOWN: Final = "a number that cannot be told beforehand"


def hotline_number(xform: bytes) -> str | None:
    """Return the number that a form shows, worked out; None when it has no such row."""
    model = read_model(parse(xform, XFORM))
    for path, bind in model.binds.items():
        if path.rpartition("/")[2] == NAME:
            calculation = bind.attributes.get("calculate") or _set(model.element)
            return worked_out(calculation) if calculation else _fixed(model.root)
    return None


def worked_out(expression: str) -> str:
    """Return what an expression comes to that depends on no answer: 758-847 is -89."""
    if "/" in expression.replace("'", '"').split('"')[0]:
        return UNKNOWN
    try:
        value = etree.XPath(f"string({expression})")(etree.Element("none"))
    except etree.XPathError:
        return UNKNOWN
    return str(value)


def _set(model: Element) -> str:
    """Return the value that is set by itself when the form begins."""
    actions = [each for each in model if local_name(each) == "setvalue"]
    values = [each.get("value", "") for each in actions if each.get("ref", "").endswith(f"/{NAME}")]
    return values[0] if values else ""


def _fixed(root: Element) -> str:
    found = [each for each in root.iter("{*}" + NAME) if not children(each)]
    return (found[0].text or "").strip() if found else ""
