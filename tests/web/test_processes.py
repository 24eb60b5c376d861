"""The processes of `lespwa serve`: begun anew where one dies, ended in good order."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.storage.engine import open_database
from tests.web.started import wait_for


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'lespwa.sqlite3'}")
    database.upgrade()
    database.close()
    return tmp_path


_SLOWEST = 120  # seconds; a machine that runs other tests besides may take its time


@contextlib.contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "server", "serve", "intake", "--port", str(port)]
    environ = os.environ | {"LESPWA_DATA": str(data)}
    with (data / "errors").open("wb") as errors:
        server = subprocess.Popen(command, env=environ, stderr=errors)
    wait_for(port)
    try:
        yield server, port
    finally:
        server.kill()
        server.wait()


def children(pid: int) -> set[int]:
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def status(port: int) -> int:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    wire.request("GET", "/")
    with contextlib.closing(wire), wire.getresponse() as answer:
        return answer.status


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_so():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to pass")


def test_process_that_died_is_begun_anew(data: Path) -> None:
    with serving(data) as (server, port):
        wait_until(lambda: len(children(server.pid)) == 2)
        before = children(server.pid)
        for each in before:
            os.kill(each, signal.SIGKILL)
        wait_until(lambda: len(children(server.pid) - before) == 2)
        assert status(port) == 200


def test_processes_end_with_the_one_that_began_them(data: Path) -> None:
    with serving(data) as (server, port):
        assert status(port) == 200
        begun = children(server.pid)
        server.kill()
        server.wait()
        wait_until(lambda: not any(Path(f"/proc/{each}/fd").exists() for each in begun))


@pytest.fixture
def hears_interrupts() -> Iterator[None]:
    """Let what is begun hear SIGINT and SIGHUP, also where the tests run behind and ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hung_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGHUP, hung_up)


@pytest.mark.usefixtures("hears_interrupts")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_server_that_is_told_to_end_ends_well(data: Path, told: signal.Signals) -> None:
    with serving(data) as (server, port):
        assert status(port) == 200
        server.send_signal(told)
        assert server.wait(timeout=_SLOWEST) == 0


def test_upload_in_hand_is_finished_before_the_end(data: Path) -> None:
    with serving(data) as (server, port), socket.create_connection(("127.0.0.1", port)) as wire:
        head = b"POST /key/x/submission HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
        wire.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert wire.recv(65536).startswith(b"HTTP/1.1 100 ")
        wire.sendall(b"1")
        server.terminate()
        time.sleep(0.5)
        wire.sendall(b"23")
        assert wire.recv(65536).startswith(b"HTTP/1.1 403 ")
        assert server.wait(timeout=30) == 0


def test_words_that_cannot_be_read_end_the_server_in_one_sentence(data: Path) -> None:
    (data / "words.csv").write_text("nonsense", encoding="utf-8")
    command = [sys.executable, "-m", "server", "serve", "intake", "--port", "0"]
    environ = os.environ | {"LESPWA_DATA": str(data)}
    done = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"words.csv" in done.stderr
    assert b"Traceback" not in done.stderr
