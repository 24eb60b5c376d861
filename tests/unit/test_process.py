"""A command that is told to end cleans up, and no dump of its memory is made."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.upkeep.process import end_in_order, ending_in_order

_COMMAND = """
import signal, sys, time
from pathlib import Path
import click
from server.cli import main

@main.command()
def wait():
    try:
        print("waiting", flush=True)
        time.sleep(60)
    finally:
        Path(sys.argv[2]).write_text("cleaned up")

main.get_command = lambda *_: wait
{before}
main([sys.argv[1]])
"""
_DUMPABLE = """
import ctypes
from click.testing import CliRunner
from server.cli import main
CliRunner(env={"LESPWA_TRUSTED_PROXIES": "many"}).invoke(main, ["books"])
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.fixture(autouse=True)
def _terminal() -> Iterator[None]:
    """Run as at a terminal: who runs the tests may have told them to ignore its closing."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def _start(trace: Path, before: str = "") -> subprocess.Popen[str]:
    script = _COMMAND.replace("{before}", before)
    command = subprocess.Popen(
        [sys.executable, "-c", script, "wait", str(trace)], stdout=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    assert command.stdout.readline() == "waiting\n"
    return command


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_command_told_to_end_cleans_up(tmp_path: Path, number: signal.Signals) -> None:
    with _start(tmp_path / "trace") as command:
        command.send_signal(number)
        assert command.wait(timeout=30) == 128 + number
    assert (tmp_path / "trace").read_text() == "cleaned up"


def test_closed_terminal_that_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    with _start(tmp_path / "trace", "signal.signal(signal.SIGHUP, signal.SIG_IGN)") as command:
        command.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(timeout=0.5)
        command.terminate()
        assert command.wait(timeout=30) == 128 + signal.SIGTERM


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ending_in_order():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_second_signal_does_not_end_the_cleaning_up() -> None:
    with ending_in_order():
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGTERM)


def test_other_threads_change_no_handlers() -> None:
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(end_in_order()))
    thread.start()
    thread.join()
    assert seen == [{}]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")
def test_no_command_can_be_dumped() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DUMPABLE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0"


def test_no_command_writes_a_core_file() -> None:
    script = _DUMPABLE + "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "(0, 0)"
