"""The scripts' sources import each other in no circle, and a circle would be seen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[3] / "client"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (CLIENT / "node_modules/typescript").exists(),
    reason="Node and the client's packages are not here: make client",
)


def _check(*folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", str(CLIENT / "circles.mjs"), *map(str, folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.ts").write_text(text)
    return folder


def test_sources_import_each_other_in_no_circle() -> None:
    done = _check()
    assert (done.returncode, done.stderr) == (0, "")


def test_circle_is_named_even_of_types(tmp_path: Path) -> None:
    a, b = 'import type { B } from "./b";', 'import { C } from "./c.js";'
    done = _check(_written(tmp_path, a=a, b=b, c='export * from "./a";', d='import "./a";'))
    assert done.returncode == 1
    assert "b.ts is in a circle of imports with c.ts" in done.stderr
    assert "d.ts" not in done.stderr


def test_import_of_nothing_is_named(tmp_path: Path) -> None:
    done = _check(_written(tmp_path, a='import { B } from "./gone";'))
    assert done.returncode != 0
    assert "imports ./gone, which is not there" in done.stderr
