"""The publish gate on the forms that Lespwa ships, and on forms that were spoilt at random."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from server.odk.gate.inspection import Inspection, Source, inspect
from server.odk.gate.message import Severity
from server.odk.gate.standards import standards
from tests.simulators.gate import STANDARDS, settings
from tests.simulators.sheets import form

SHIPPED = sorted((Path(__file__).parents[4] / "xlsforms").glob("*.xlsx"))

SURVEY = [
    ["type", "name", "label", "relevant", "calculation", "bind::case:field", "parameters"],
    ["begin_group", "g", "G", "", "", "means_of_control[phase=entry]", ""],
    ["select_one yn", "q", "Q ${b}", "", "", "[mean=threat].used", ""],
    ["end_group", "", "", "", "", "", ""],
    ["begin_repeat", "r", "R", "${q} = 'y'", "", "report", ""],
    ["range", "b", "B", "", "", ".victim_count", "start=1 end=5 step=1"],
    ["end_repeat", "", "", "", "", "", ""],
    ["calculate", "c", "", "", "count(${r})", "", ""],
]
CHOICES = [["list_name", "name", "label"], ["yn", "y", "Y"], ["yn", "n", "N"]]
ODD = [
    "",
    "${",
    "${q}",
    "${x}",
    "begin_group",
    "end_repeat",
    "select_one",
    "text",
    "1=",
    "'",
    "<a>",
]
ODD += ["&", "[=].", "data", "meta", "::", "a b", "é" * 300, "audit", "-", "rank yn", "loop", "q"]


def check(path: Path) -> Inspection:
    media = {each.name: each.read_bytes() for each in path.parent.glob("lists/*")}
    source = Source(name=path.name, content=path.read_bytes(), media=media)
    return inspect(source, standards())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_passes_the_gate(path: Path) -> None:
    inspection = check(path)
    severe = [each for each in inspection.messages if each.severity is not Severity.NOTE]
    assert severe == []
    assert inspection.passes


def table(rows: list[list[str]]) -> str:
    return "\n".join(f"|{'|'.join(cell.replace('|', '¦') for cell in row)}|" for row in rows)


@pytest.mark.parametrize("seed", range(150))
def test_a_form_that_was_spoilt_at_random_gives_messages_only(seed: int) -> None:
    random = Random(seed)
    sheets = [[list(row) for row in SURVEY], [list(row) for row in CHOICES]]
    for _ in range(random.randint(1, 4)):
        row = random.choice(random.choices(sheets, weights=(4, 1))[0])
        row[random.randrange(len(row))] = random.choice(ODD)
    content = form(table(sheets[0]), table(sheets[1]), settings("public"))
    inspection = inspect(Source(name="spoilt.xlsx", content=content, media={}), STANDARDS)
    assert inspection.messages or inspection.passes
