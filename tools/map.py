"""Writes docs/map.md anew: every module with its first sentence and its tests, wing by wing.

The recipes above the tables stand in docs/map-recipes.md, and are copied as they are.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parents[1]
MAP: Final = ROOT / "docs" / "map.md"
RECIPES: Final = ROOT / "docs" / "map-recipes.md"
_FLOORS: Final = ("cli", "web", "services", "storage", "domain", "errors")
_WINGS: Final = {
    "publishing": "forms and their versions",
    "intake": "what arrives",
    "filing": "opening what arrived, and the records made of it",
    "casework": "reports, situations, persons, tasks, referrals",
    "export": "rows on their way to a file",
    "disclosure": "consent, agreements, requests, what left",
    "statistics": "counts, tables, releases",
    "register": "agencies and agents",
    "entrance": "signing in",
    "trust": "people, rights, keys, disposal",
    "audit": "the chain of events",
    "upkeep": "serving, looking after it, what is wrong",
}
_KINDS: Final = {"domain", "odk", "vault", "exporters"}  # folders of tests that are no wing
_MOST_TESTS: Final = 4
_SENTENCE: Final = re.compile(r"(.+?[.!?])(\s|$)", re.DOTALL)

Importers: TypeAlias = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file: where it is, its first sentence, and the tests that go with it."""

    path: str
    sentence: str
    tests: tuple[str, ...]


def modules() -> Iterator[Module]:
    """Yield every module of the project, in order of its path."""
    paths = sorted(_sources())
    by_tests = _importers(_tests())
    packages = (ROOT / "server").rglob("__init__.py")
    by_modules = _importers([*packages, *(path for path in paths if path.suffix == ".py")])
    for path in paths:
        name = str(path.relative_to(ROOT))
        tests = (
            _tests_of(name, by_tests)
            or _tests_above(name, by_tests, by_modules)
            or _tests_beside(path)
        )
        yield Module(path=name, sentence=first_sentence(path), tests=tests[:_MOST_TESTS])


def first_sentence(path: Path) -> str:
    """Return what a module says of itself, in one line."""
    text = path.read_text("utf-8")
    said = (ast.get_docstring(ast.parse(text)) or "") if path.suffix == ".py" else _comment(text)
    found = _SENTENCE.match(said)
    return " ".join((found[1] if found else said).split())


def written() -> str:
    """Return the whole page."""
    wings: dict[str, list[Module]] = defaultdict(list)
    for module in modules():
        wings[_wing(module.path)].append(module)
    parts = [RECIPES.read_text("utf-8").rstrip()]
    known = [wing for wing in _WINGS if wing in wings]
    for wing in (*known, *sorted(wings.keys() - _WINGS.keys())):
        what = f": {_WINGS[wing]}" if wing in _WINGS else ""
        parts.append(f"## {wing}{what}\n\n{_table(wings[wing])}")
    return "\n\n".join(parts) + "\n"


def _sources() -> Iterator[Path]:
    for folder in ("server", "exporters"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "__init__.py" and "versions" not in path.parts:
                yield path
    yield from (ROOT / "client" / "src").rglob("*.ts")


def _comment(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line.removeprefix("//").strip())
    return " ".join(lines)


def _importers(files: Iterable[Path]) -> Importers:
    """Return which of the files import a module, by the module's dotted name."""
    found: Importers = defaultdict(list)
    for path in files:
        for name in set(_imports(ast.parse(path.read_text("utf-8")))):
            found[name].append(str(path.relative_to(ROOT)))
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _tests_of(name: str, by_tests: Importers) -> tuple[str, ...]:
    """Name the tests called like the module first, then those that import it."""
    path = Path(name)
    called = [
        str(each.relative_to(ROOT))
        for each in _tests()
        if path.suffix == ".py" and _is_called_like(path, each)
    ]
    others = [each for each in by_tests.get(_dotted(name), ()) if each not in called]
    return (*called, *others)


def _tests_above(name: str, by_tests: Importers, by_modules: Importers) -> tuple[str, ...]:
    """Name the tests of the nearest modules that import this one, for want of its own."""
    seen, layer = {name}, [name]
    while layer:
        layer = [up for each in layer for up in by_modules.get(_dotted(each), ()) if up not in seen]
        seen.update(layer)
        tests = [test for each in layer for test in _tests_of(each, by_tests)[:1]]
        if tests:
            return tuple(dict.fromkeys(tests))
    return ()


def _tests_beside(module: Path) -> tuple[str, ...]:
    """Name the tests of a console page's wing: pages are found by themselves, not imported."""
    if "console" not in module.parts:
        return ()
    folder = ROOT / "tests" / "console" / module.parent.name.removeprefix("console")
    return tuple(str(each.relative_to(ROOT)) for each in sorted(folder.glob("test_*.py")))


@cache
def _tests() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "tests").rglob("test_*.py")))


def _dotted(name: str) -> str:
    return ".".join(Path(name).with_suffix("").parts).removesuffix(".__init__")


def _is_called_like(module: Path, test: Path) -> bool:
    """Tell whether a test has the module's name, in a folder of its wing or in none.

    Tests of a command may add what kind they are: `test_forms_cli`, `test_init_terminal`.
    """
    is_command = module.parts[:2] == ("server", "cli")
    is_called = test.stem == f"test_{module.stem}" or (
        is_command and test.stem.startswith(f"test_{module.stem}_")
    )
    return is_called and _lies_like(module, test)


def _lies_like(module: Path, test: Path) -> bool:
    """Tell whether a test's folders fit a module's: its wing or none, its package, its console."""
    folders, own = set(test.relative_to(ROOT).parts), set(module.parts)
    if "web" in own and ("console" in own) != ("console" in folders):
        return False
    return module.parent.name in folders or not folders & (_WINGS.keys() | _KINDS) - own


def _wing(path: str) -> str:
    parts = Path(path).parts
    if parts[0] == "client":
        return "/".join(parts[:3]) if len(parts) > 3 else "client/src"  # noqa: PLR2004 - depth
    wings = [part for part in parts[:-1] if part in _WINGS]
    if parts[0] == "server" and parts[1] in _FLOORS and wings:
        return wings[0]
    return "/".join(parts[:-1][:3])


def _table(rows: Iterable[Module]) -> str:
    lines = ["| module | what it is for | tests |", "|---|---|---|"]
    ordered = sorted(rows, key=lambda each: (_floor(each.path), each.path))
    lines += [
        f"| `{each.path}` | {each.sentence.replace('|', chr(92) + '|')} | {_named(each.tests)} |"
        for each in ordered
    ]
    return "\n".join(lines)


def _floor(path: str) -> int:
    parts = Path(path).parts
    return _FLOORS.index(parts[1]) if parts[1] in _FLOORS else len(_FLOORS)


def _named(tests: Iterable[str]) -> str:
    return ", ".join(f"`{each.removeprefix('tests/')}`" for each in tests)


def main() -> None:
    """Write the page."""
    MAP.write_text(written(), "utf-8")
    print(f"{MAP.relative_to(ROOT)}: {sum(1 for _ in modules())} modules")


if __name__ == "__main__":
    sys.exit(main())
