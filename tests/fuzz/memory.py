"""How much memory a piece of work takes on top of what the process holds already (Linux)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROWTH = 100 * 1024 * 1024  # a server process itself takes less than another 100 MB
_SELF = Path("/proc/self")


@contextmanager
def little_memory() -> Iterator[None]:
    """Fail when the memory of the process grew by more than 100 MB at any time in the block."""
    if not (_SELF / "clear_refs").exists():
        yield
        return
    (_SELF / "clear_refs").write_text("5")  # the peak is what is used now
    before = _peak()
    yield
    assert _peak() - before < GROWTH


def _peak() -> int:
    found = re.search(r"^VmHWM:\s+(\d+) kB$", (_SELF / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
