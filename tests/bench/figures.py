"""What the bench found: figures with their targets, as a table or as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A limit that a figure should keep; `is_ceiling` says from which side."""

    limit: float
    is_ceiling: bool = False

    def is_met(self, value: float) -> bool:
        """Whether the figure is on the right side."""
        return value <= self.limit if self.is_ceiling else value >= self.limit

    def words(self, unit: str) -> str:
        """Say the target."""
        return f"{'at most' if self.is_ceiling else 'at least'} {self.limit:g} {unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number; without a target it only helps to understand the others."""

    name: str
    value: float
    unit: str
    target: Target | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether it meets its target; None without one."""
        return None if self.target is None else self.target.is_met(self.value)


def machine() -> str:
    """Say what the figures were taken on, in so far as it matters."""
    return f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, client included"  # noqa: DTZ011


def show(figures: Iterable[Figure], console: Console) -> None:
    """Print the table."""
    table = Table(title=f"Bench: {machine()}", title_justify="left")
    for heading, justify in (("figure", "left"), ("", "right"), ("target", "left"), ("", "left")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for each in figures:
        target = each.target.words(each.unit) if each.target else ""
        verdict = {True: "met", False: "NOT MET", None: ""}[each.is_met]
        table.add_row(each.name, f"{each.value:,.2f} {each.unit}", target, verdict)
    console.print(table)


def as_json(figures: Sequence[Figure]) -> str:
    """Return everything for a script."""
    found = [asdict(each) | {"is_met": each.is_met} for each in figures]
    return json.dumps({"machine": machine(), "figures": found}, indent=2)
