"""A form with every type, appearance, function and structure that the web form client takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from pyxform.xls2xform import convert

from tests.simulators.sheets import cells, form

_SURVEY = Path(__file__).with_suffix(".md").read_text("utf-8")
_HEADINGS = {
    "en": "label::English (en)",
    "es": "label::Español (es)",
    "hint_en": "hint::English (en)",
    "guidance": "guidance_hint",
    "needed_en": "required_message::English (en)",
    "needed_es": "required_message::Español (es)",
    "wrong_en": "constraint_message::English (en)",
}
_CHOICES = """
| list_name | name       | label::English (en) | label::Español (es) | region | big |
| mood      | fine       | Fine                | Bien                |        |     |
| mood      | bad        | Bad                 | Mal                 |        |     |
| mood      | unknown    | Not known           | No se sabe          |        |     |
| region    | north      | North               | Norte               |        |     |
| region    | south      | South               | Sur                 |        |     |
| district  | gros_islet | Gros Islet          | Gros Islet          | north  | yes |
| district  | castries   | Castries            | Castries            | north  |     |
| district  | choiseul   | Choiseul            | Choiseul            | south  |     |
| district  | laborie    | Laborie             | Laborie             | south  | yes |
"""
_SETTINGS = """
| form_id | form_title          | version | default_language | instance_name                   |
| torture | Every thing at once | 1       | English (en)     | concat(${name}, ' - ', ${people}) |
"""
# A column called "order" begins as an operator does.
MEDIA: Final = {
    "towns.csv": (
        b"name,label,order,people\n"
        b"t1,Anse La Raye,fine,6247\n"
        b"t2,Canaries,bad,2044\n"
        b"t3,Dennery,fine,12599\n"
        b"t4,Soufriere,unknown,\n"
    )
}


@cache
def torture_form() -> bytes:
    """Return the form as pyxform makes it."""
    return convert(form(_whole(_SURVEY), _CHOICES, _SETTINGS)).xform.encode()


def _whole(pieces: str) -> str:
    """Return one table of several, each of which has its own headings."""
    rows = [row for piece in pieces.split("\n\n") for row in _rows(piece)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows(piece: str) -> list[dict[str, str]]:
    heading, *lines = cells(piece) or [[]]
    names = [_HEADINGS.get(name, name) for name in heading]
    return [dict(zip(names, line, strict=True)) for line in lines]
