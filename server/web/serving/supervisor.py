"""The processes of the server: begun with one socket, begun anew where one dies, ended in order."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from typing import Final

from server.web.serving.server import GRACE, end_with_parent

CANNOT_BEGIN: Final = 3  # with this code a process ends that would only end so again
_ENDINGS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LAST_WORD: Final = 5.0  # seconds beyond the grace
_REST: Final = 1.0  # seconds before a process that died is begun anew


def keep_running(count: int, work: Callable[[], None]) -> int:
    """Run `work` in so many processes until told to end; return the code to exit with.

    `work` ends when its process is sent SIGTERM.
    """
    endings = {each for each in _ENDINGS if signal.getsignal(each) is not signal.SIG_IGN}
    heard = endings | {signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    running = {_begin(work, before) for _ in range(count)}
    try:
        while signal.sigwait(heard) not in endings:
            ended = _ended(running)
            running -= ended.keys()
            if CANNOT_BEGIN in ended.values():
                return 1
            for _ in ended:
                print("a process of the server died; it begins anew", file=sys.stderr)  # noqa: T201 - its log
                time.sleep(_REST)
                running.add(_begin(work, before))
    finally:
        _end(running)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return 0


def _begin(work: Callable[[], None], mask: Iterable[int]) -> int:
    """Begin a process, which ends with its parent."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        for each in (signal.SIGINT, signal.SIGHUP):  # these are for the parent
            signal.signal(each, signal.SIG_IGN)
        end_with_parent()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException as error:  # noqa: BLE001 - the outermost of this process
        print(f"a process of the server failed: {type(error).__name__}", file=sys.stderr)  # noqa: T201 - its log
    finally:
        sys.stderr.flush()
        os._exit(code)


def _ended(running: set[int]) -> dict[int, int]:
    """Return those that ended meanwhile, with their codes."""
    found = [os.waitpid(pid, os.WNOHANG) for pid in running]
    return {pid: os.waitstatus_to_exitcode(status) for pid, status in found if pid}


def _end(running: set[int]) -> None:
    """Let all end what they have in hand, and then no longer."""
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE + _LAST_WORD
    while running and time.monotonic() < until:
        running -= _ended(running).keys()
        time.sleep(0.05)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
