"""Run one `lespwa` command and say on the last line how many bytes of memory it had at its peak.

The process must be started for this alone: what the resource module reports of a child counts
the memory of its parent, too.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from server.cli import main

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak() -> int:
    """Return the most memory this process ever had, in bytes (Linux)."""
    found = _PEAK.search(Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


if __name__ == "__main__":
    main(sys.argv[1:], standalone_mode=False)
    sys.stdout.write(f"{peak()}\n")
