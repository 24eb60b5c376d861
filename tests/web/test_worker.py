"""The worker's judgement of slow clients, and its own answers."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped] # has no types
from gunicorn.http.errors import (  # type: ignore[import-untyped] # has no types
    InvalidRequestLine,
    LimitRequestHeaders,
)

from server.web.worker import PATIENCE, SLOWEST, DoorWorker, Exchange, QuietLogger, _moved


@pytest.mark.parametrize(
    ("seconds", "moved", "is_stalled"),
    [
        (0, 0, False),
        (PATIENCE, 0, False),
        (PATIENCE + 1, 0, True),
        (PATIENCE + 1, SLOWEST, False),
        (PATIENCE + 100, 99 * SLOWEST, True),
        (PATIENCE + 100, 100 * SLOWEST, False),
    ],
)
def test_slow_client_is_told_from_a_dead_one(seconds: float, moved: int, is_stalled: bool) -> None:  # noqa: FBT001 - a column of the table
    exchange = Exchange(began=1000, moved=500, head_patience=20, has_head=True)
    assert exchange.is_stalled(1000 + seconds, 500 + moved) is is_stalled


@pytest.mark.parametrize(("seconds", "is_stalled"), [(20, False), (21, True)])
def test_header_lines_may_not_take_for_ever_however_many_come(
    seconds: float,
    is_stalled: bool,  # noqa: FBT001 - a column of the table
) -> None:
    exchange = Exchange(began=1000, moved=0, head_patience=20)
    assert exchange.is_stalled(1000 + seconds, 1_000_000) is is_stalled


class Connection:
    """Stands for gunicorn's connection object."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


def begun(*, seconds_ago: float) -> Exchange:
    return Exchange(began=time.monotonic() - seconds_ago, moved=0, head_patience=20, has_head=True)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a TCP connection: ours and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    yield ours, client
    ours.close()
    client.close()


@pytest.fixture
def worker() -> Iterator[DoorWorker]:
    config = Config()
    config.set("threads", 2)
    app = SimpleNamespace(accepts=1234, head_patience=20)
    worker = DoorWorker(0, 0, [], app, 30, config, QuietLogger(config))
    yield worker
    worker.tmp.close()


def test_bytes_moved_are_counted(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, client = pair
    before = _moved(ours)
    client.sendall(b"x" * 1000)
    ours.recv(1000, socket.MSG_WAITALL)
    assert _moved(ours) - before == 1000


def test_bytes_of_a_closed_connection_are_not_counted() -> None:
    with socket.socket(socket.AF_UNIX) as other:
        assert _moved(other) == 0


def test_stalled_client_is_hung_up_on(
    worker: DoorWorker, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, client = pair
    worker._exchanges = {Connection(ours): begun(seconds_ago=1000)}
    reading = threading.Thread(target=ours.recv, args=(10,))
    reading.start()
    worker.murder_pending()
    reading.join(timeout=10)
    assert not reading.is_alive()
    assert client.recv(10) == b""


def test_live_client_is_left_alone(
    worker: DoorWorker, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, client = pair
    worker._exchanges = {Connection(ours): begun(seconds_ago=5)}
    worker.murder_pending()
    client.sendall(b"still here")
    assert ours.recv(100) == b"still here"


def test_client_that_has_gone_is_no_trouble(
    worker: DoorWorker, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, _ = pair
    worker._exchanges = {Connection(ours): begun(seconds_ago=1000)}
    ours.close()
    worker.murder_pending()
    worker.handle_error(None, ours, None, InvalidRequestLine("x"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidRequestLine("secret"), 400),
        (LimitRequestHeaders("secret"), 431),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_worker_answers_without_repeating(
    worker: DoorWorker,
    pair: tuple[socket.socket, socket.socket],
    error: Exception,
    status: int,
) -> None:
    ours, client = pair
    worker.handle_error(None, ours, ("10.9.8.7", 1), error)
    answer = client.recv(10_000)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"X-OpenRosa-Accept-Content-Length: 1234\r\n" in answer
    assert b"secret" not in answer


def test_log_names_an_error_by_its_class_only() -> None:
    config = Config()
    log = QuietLogger(config)
    stream = io.StringIO()
    log.error_log.handlers[0].setStream(stream)
    try:
        int("secret")
    except ValueError:
        log.exception("secret %s", "secret")
    assert "ValueError" in stream.getvalue()
    assert "secret" not in stream.getvalue()
