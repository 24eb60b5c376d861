"""The server, met by clients that never finish their header lines."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from tests.web.started import wait_for

_SERVER = """
import socket
import sys
from server.cli.upkeep.serving import APPLICATIONS, Serving, run
from server.settings import read_settings
from server.storage.engine import open_database

settings = read_settings({"LESPWA_DATA": sys.argv[1]})
database = open_database(settings.database_url)
database.upgrade()
database.close()
listener = socket.create_server(("127.0.0.1", int(sys.argv[2])))
serving = Serving(
    listener=listener, workers=1, threads=2, head_patience=float(sys.argv[3])
)
run(settings, serving, APPLICATIONS["intake"])
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with two threads, which waits two seconds for header lines."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    data = tmp_path_factory.mktemp("slow")
    server = subprocess.Popen([sys.executable, "-c", _SERVER, str(data), str(port), "2"])
    wait_for(port)
    yield port
    server.terminate()
    assert server.wait(timeout=30) == 0


@contextlib.contextmanager
def _dribbling(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Hold connections that send one more header line several times a second."""
    stop = threading.Event()

    def dribble(each: socket.socket) -> None:
        with contextlib.suppress(OSError):
            each.sendall(b"GET /formList HTTP/1.1\r\nHost: h\r\n")
            while not stop.wait(0.3):
                each.sendall(b"X: x\r\n")

    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            for _ in range(count)
        ]
        threads = [threading.Thread(target=dribble, args=(each,)) for each in held]
        for each in threads:
            each.start()
        try:
            yield held
        finally:
            stop.set()
            for each in threads:
                each.join()


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/key/x/formList")
    status = connection.getresponse().status
    connection.close()
    return status


def test_dribbled_header_lines_do_not_shut_the_door(port: int) -> None:
    with _dribbling(port, 6):
        time.sleep(0.5)
        assert _status(port) == 403


def test_client_that_dribbles_header_lines_is_hung_up_on(port: int) -> None:
    with _dribbling(port, 1) as [client]:
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(100) == b""
    assert 1.5 < time.monotonic() - began < 10
