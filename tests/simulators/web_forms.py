"""Web forms written as tables in a test: compiled, and as HTML that can be asked questions."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from lxml import html
from pyxform.xls2xform import convert

from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.tree import Grid, Group, Question, Repeat, TreeNode, WebForm
from server.web.fill.page import FillPlace, render_fill
from server.web.words.table import words_for
from tests.simulators.sheets import form as written

CHOICES = "|list_name|name|label|\n|yn|yes|Yes|\n|yn|no|No|"
SETTINGS = '|form_id|form_title|namespaces|\n|trial|Trial|case="urn:lespwa:case"|'
PLACE = FillPlace(submit="/send", work="/work")
_NO_FILES: Mapping[str, bytes] = {}


def xform_of(survey: str, choices: str = CHOICES, settings: str = SETTINGS) -> bytes:
    """Compile a form written as tables to an XForm."""
    content = written(survey, choices, settings)
    return convert(io.BytesIO(content), file_type=".xlsx", warnings=[]).xform.encode()


def compiled(
    survey: str,
    choices: str = CHOICES,
    *,
    language: str | None = None,
    media: Mapping[str, bytes] = _NO_FILES,
) -> WebForm:
    """Compile a form written as tables to a web form."""
    return compile_web_form(xform_of(survey, choices), media, language)


def page_of(form: WebForm, place: FillPlace = PLACE) -> html.HtmlElement:
    """Return the form's HTML as a browser reads it, in the language of the form."""
    words = words_for(form.language.code).for_script()
    return html.fragment_fromstring(str(render_fill(form, words, place)), create_parent="main")


def questions(form: WebForm) -> dict[str, Question]:
    """Return every question by its name."""
    return {each.path.rpartition("/")[2]: each for each in _questions(form.nodes)}


def _questions(nodes: tuple[TreeNode, ...]) -> Iterator[Question]:
    for node in nodes:
        match node:
            case Group() | Repeat():
                yield from _questions(node.nodes)
            case Grid():
                yield from (node.head, *node.questions)
            case _:
                yield node
