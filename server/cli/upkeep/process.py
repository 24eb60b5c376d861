"""What every process of a command is: it ends in good order when told to, and leaves no dump."""

from __future__ import annotations

import ctypes
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_BY_SIGNAL = 128  # what shells add to a signal's number
_PR_SET_DUMPABLE = 4  # linux/prctl.h


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let being told to end, or a terminal that is closed, clean up as any other end does."""
    before = end_in_order()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_in_order() -> dict[signal.Signals, signal.Handlers]:
    """Turn signals to end into `SystemExit`; return the handlers there were.

    A signal that is ignored stays so (`nohup`), and so does one that has a handler already.
    """
    if threading.current_thread() is not threading.main_thread():  # only there it can be said
        return {}
    before = {
        number: signal.SIG_DFL for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL
    }
    for number in before:
        signal.signal(number, _end)
    return before


def leave_no_dump() -> None:
    """Keep the memory of this process, and so its keys, out of core dumps and from debuggers."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where a program collects dumps, it gets them whatever the limit, but not of such a process.
    if sys.platform == "linux":
        prctl = getattr(ctypes.CDLL(None), "prctl", None)
        if prctl is not None:
            prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _end(number: int, _frame: FrameType | None) -> None:
    for each in _ENDINGS:  # a second one must not end the cleaning up
        signal.signal(each, signal.SIG_IGN)
    sys.exit(_BY_SIGNAL + number)
