"""docs/map.md is what the modules say of themselves, and leads to files that exist."""

import re
from pathlib import Path

import pytest

from tools.map import MAP, RECIPES, ROOT, modules, written

MODULES = list(modules())
SERVICES = [each for each in MODULES if each.path.startswith("server/services/")]
_PATH = re.compile(r"`((?:server|tests|docs|exporters|xlsforms|client|tools)/[^`…]*)`")


def test_map_is_true() -> None:
    assert MAP.read_text("utf-8") == written(), "run make map"


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    assert [each.path for each in MODULES if not each.sentence.endswith((".", "?", "!"))] == []


@pytest.mark.parametrize("page", [RECIPES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_every_file_the_recipes_name_exists(page: Path) -> None:
    named = [path for path in _PATH.findall(page.read_text("utf-8")) if "NAME" not in path]
    assert [path for path in named if not (ROOT / path.replace("WING", "trust")).exists()] == []


def test_every_service_has_a_test_that_leads_to_it() -> None:
    assert len(SERVICES) > 60
    assert [each.path for each in SERVICES if not each.tests] == []


def test_a_module_is_not_led_to_the_test_of_another_of_its_name() -> None:
    led = {each.path: each.tests for each in MODULES}
    assert "tests/unit/domain/test_lists.py" not in led["server/web/intake/lists.py"]
    assert "tests/unit/domain/test_lists.py" in led["server/domain/vocabulary/lists.py"]


def test_services_have_tests_of_their_name_in_the_folder_of_their_wing() -> None:
    lacking = [each.path for each in SERVICES if not _has_its_test(Path(each.path))]
    assert len(lacking) <= 0.05 * len(SERVICES), lacking


def _has_its_test(module: Path) -> bool:
    found = (ROOT / "tests").glob(f"**/{module.parent.name}/test_{module.stem}.py")
    return next(found, None) is not None
