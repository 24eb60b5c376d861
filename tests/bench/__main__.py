"""`make bench`: measure, as figures and ratios taken in one run; never fails on a figure."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

from rich.console import Console

from tests.bench.figures import Figure, as_json, show

_BENCHES = (
    "intake",
    "opening",
    "filing",
    "exporting",
    "auditing",
    "trusting",
    "checking",
    "against",
    "arriving",
    "web",
    "finding",
)
_QUICK = 0.1
_WIDTH = 130


def main() -> None:
    """Take the figures that were asked for and print them."""
    wished = _arguments().parse_args()
    console = Console(stderr=True, highlight=False)
    figures: list[Figure] = []
    for name in wished.only or _BENCHES:
        measure: Callable[[float], Iterator[Figure]] = import_module(f"tests.bench.{name}").measure
        with console.status(f"Measuring {name} …"):
            for figure in measure(_QUICK if wished.quick else 1.0):
                figures.append(figure)
                console.print(f"{figure.name}: {figure.value:,.2f} {figure.unit}")
    if wished.json:
        sys.stdout.write(as_json(figures) + "\n")
    else:
        show(figures, Console(highlight=False, width=_WIDTH))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="with a tenth of the submissions")
    parser.add_argument("--json", action="store_true", help="print the figures for a script")
    parser.add_argument("--only", action="append", choices=_BENCHES, help="leave the others out")
    return parser


if __name__ == "__main__":
    main()
