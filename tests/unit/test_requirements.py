"""docs/requirements.md lists every requirement, and none is claimed without a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (R\d+) \| (.+?) \| (met|in part|not yet) \| (.*?) \|$", re.MULTILINE)
_MARK = re.compile(r"mark\.requirement\(([^)]*)\)")


def _rows() -> dict[str, str]:
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    return {found[1]: found[3] for found in _ROW.finditer(text)}


def _marked() -> set[str]:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    marks = (found[1] for source in sources for found in _MARK.finditer(source))
    return {name for mark in marks for name in re.findall(r"R\d+", mark)}


def test_every_requirement_is_listed_once() -> None:
    assert list(_rows()) == [f"R{number}" for number in range(1, 109)]


def test_requirement_claimed_as_met_has_a_test() -> None:
    unproved = {name for name, state in _rows().items() if state == "met"} - _marked()
    assert unproved == set()


def test_requirement_with_a_test_is_not_listed_as_not_yet() -> None:
    untold = {name for name, state in _rows().items() if state == "not yet"} & _marked()
    assert untold == set()


def test_every_test_that_the_documents_name_is_there() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    texts = (page.read_text("utf-8") for page in pages)
    named = {path for text in texts for path in re.findall(r"tests/[\w/]+\.py", text)}
    assert len(named) > 20
    real = {path for path in named if "NAME" not in path}
    assert sorted(path for path in real if not (ROOT / path).exists()) == []
