"""A division by zero is written as JavaRosa writes it, and so is what no number can hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page
from pyxform.xls2xform import convert

from tests.browser.engine import run
from tests.browser.replay import engine_page, model_of
from tests.javarosa.fills import fill, need_java
from tests.simulators.sheets import form

_RESULTS = {"up": "1 div 0", "down": "-1 div 0", "none": "0 div 0", "big": "pow(10, 400)"}
_RESULTS |= {"large": "3000000000 + 0", "small": "-3000000000 - 0", "phone": "7585550100 * 1"}
_TYPES = ("string", "int", "decimal")
_SURVEY = "\n".join(
    (
        "| type | name | label | calculation | bind::type |",
        "| text | asked | A | | |",
        *(
            f"| calculate | {type_}_{name} | | {what} | {type_} |"
            for type_ in _TYPES
            for name, what in _RESULTS.items()
        ),
    )
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with engine_page(browser) as page:
        yield page


def _texts(xml: bytes) -> dict[str, str]:
    found = {etree.QName(each).localname: each.text or "" for each in etree.fromstring(xml)}
    return {name: text for name, text in found.items() if name.startswith(_TYPES)}


def test_division_by_zero_is_written_as_javarosa_does(page: Page, tmp_path: Path) -> None:
    need_java()
    xform = convert(form(_SURVEY)).xform.encode()
    (folder := tmp_path / "javarosa").mkdir()
    [filled] = fill(folder, xform, {}, count=1)
    written = run(page, "({begin}) => begin().finish().xml", model_of(xform))
    assert _texts(written.encode()) == _texts(filled.xml)
    assert _texts(filled.xml)["decimal_up"] == "Infinity"
    assert _texts(filled.xml)["int_up"] == "2147483647"
