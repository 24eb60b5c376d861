"""Expressions have the value that JavaRosa gives them, with every function the web is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pyxform.xls2xform import convert

from server.odk.gate.web_support import WEB_FUNCTIONS
from tests.browser.replay import engine_page, model_of
from tests.javarosa.fills import need_java
from tests.javarosa.stories import evaluate
from tests.simulators.sheets import form

_EXPRESSIONS = Path(__file__).with_name("expressions.txt").read_text("utf-8").splitlines()
_SURVEY = """
| type              | name   | label  | default                       | calculation |
| text              | word   | Word   | a  b ß😀                       |
| text              | empty  | Empty  |                               |
| text              | digits | Digits | 007                           |
| integer           | whole  | Whole  | 5                             |
| decimal           | part   | Part   | 2.50                          |
| date              | day    | Day    | 2020-02-29                    |
| dateTime          | moment | Moment | 2026-03-05T07:08:09.012-04:00 |
| text              | list   | List   | one two three                 |
| text              | here   | Here   | self                          |
| begin_repeat      | many   | Many   |                               |
| text              | each   | Each   |                               |
| geopoint          | point  | Point  |                               |
| end_repeat        |        |        |                               |
| select_one colour | colour | Colour |                               |
| calculate | shades | | | count(instance('colour')/root/item[shade]) |
"""
_CHOICES = """
| list_name | name  | label | shade |
| colour    | red   | Red   | 1     |
| colour    | green | Green | 2     |
"""
_ONE = "<many><each/><point/></many>"
_MANY = "".join(
    f"<many><each>{each}</each><point>{point}</point></many>"
    for each, point in (
        ("3", "13.9 -61 0 0"),
        ("", ""),
        ("4.5", "14 -61 0 0"),
        ("x", "14 -60.9 0 0"),
    )
)
_VALUES = """async ([model, path]) => {
  const { createForm, learn } = await import("/public.js");
  learn(await import("/functions.js"));
  const world = { now: () => new Date(), random: () => 0.5, uuid: () => crypto.randomUUID() };
  const form = createForm(model, world);
  return model.values.map((_, index) => form.value(index, form.all(path)[0]));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with engine_page(browser) as page:
        yield page


def test_expressions_have_the_value_that_javarosa_gives_them(page: Page, tmp_path: Path) -> None:
    need_java()
    xform = convert(form(_SURVEY, _CHOICES)).xform.replace(_ONE, _MANY).encode()
    (folder := tmp_path / "javarosa").mkdir()
    model = model_of(xform) | {"values": [[each, []] for each in _EXPRESSIONS]}
    wanted = evaluate(folder, xform, "/data/here", _EXPRESSIONS)
    found = page.evaluate(_VALUES, [model, "/data/here"])
    # What JavaRosa refuses to evaluate has no value in the browser.
    assert dict(zip(_EXPRESSIONS, found, strict=True)) == {
        each: value or "" for each, value in zip(_EXPRESSIONS, wanted, strict=True)
    }


def test_every_function_that_the_web_is_promised_is_tried() -> None:
    tried = set(re.findall(r"([a-z][a-z0-9:-]*)\(", " ".join(_EXPRESSIONS)))
    assert WEB_FUNCTIONS - tried == set()
