"""Clients that send on and on, a few bytes a second: others are answered all the same."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.domain.forms import Audience
from server.settings import Settings
from server.storage.engine import open_database
from tests.simulators.reporter import solve
from tests.web.office import MIB, Office
from tests.web.started import wait_for
from tests.web.test_serve import Served

MANY = 24
MULTIPART = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, private_key: RSAPrivateKey
) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("trickles")
    url = f"sqlite:///{data / 'lespwa.sqlite3'}"
    settings = Settings(
        data=data, database_url=url, public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    database = open_database(url)
    database.upgrade()
    office = Office(database=database, key=private_key, settings=settings)
    office.publish("tip", audience=Audience.PUBLIC)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "--threads", "4", "--port", str(port)]
    with (data / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command, env=os.environ | {"LESPWA_DATA": str(data)}, stderr=errors
        )
    wait_for(port)
    yield Served(office, port, data / "errors")
    process.terminate()
    assert process.wait(timeout=60) == 0
    database.close()


def work(port: int) -> str:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    wire.request("GET", "/report/work", headers={"Accept": "application/json"})
    with contextlib.closing(wire), wire.getresponse() as answer:
        return solve(json.loads(answer.read()))


def beginning(served: Served, what: str) -> bytes:
    """Return how such a client begins; what follows are bytes of its headers or of its body."""
    if what == "form list":
        return f"GET /key/{served.office.add_agent(days=100_000)}/formList HTTP/1.1\r\nX: ".encode()
    heads = {
        "sign-in": "/console/sign-in HTTP/1.1\r\nContent-Length: 100000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "report": f"/report/tip/submission HTTP/1.1\r\n{MULTIPART}X-Work: {work(served.port)}\r\n",
        "submission": f"/key/{served.office.add_agent(days=100_000)}/submission HTTP/1.1\r\n"
        f"{MULTIPART}",
        "chunks": f"/key/{served.office.add_agent(days=100_000)}/submission HTTP/1.1\r\n"
        "Transfer-Encoding: chunked\r\n",
    }
    return f"POST {heads[what]}Host: 127.0.0.1\r\n\r\n".encode()


@contextlib.contextmanager
def trickling(served: Served, what: str) -> Iterator[None]:
    """Hold connections that send six bytes a second for as long as this lasts."""
    begun, stop = beginning(served, what), threading.Event()

    def trickle(held: list[socket.socket]) -> None:
        while not stop.wait(1 / 6):
            for each in held:
                with contextlib.suppress(OSError):
                    each.sendall(b"1")

    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            for _ in range(MANY)
        ]
        for each in held:
            each.sendall(begun)
        thread = threading.Thread(target=trickle, args=(held,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def seconds_of(served: Served, path: str) -> float:
    began = time.monotonic()
    wire = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    wire.request("GET", path)
    with contextlib.closing(wire), wire.getresponse() as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - began


@pytest.mark.parametrize("what", ["sign-in", "form list", "report", "submission", "chunks"])
def test_pages_are_answered_while_many_trickle(served: Served, what: str) -> None:
    tablet = f"/key/{served.office.add_agent(days=100_000)}/formList"
    pages = ["/", "/report/tip", "/console/sign-in", tablet]
    with trickling(served, what):
        time.sleep(1)
        slowest = max(seconds_of(served, page) for page in pages)
    assert slowest < 5  # as long as they trickle, and longer, with a thread for each


def test_pages_are_answered_while_all_trickle_at_once(served: Served) -> None:
    with contextlib.ExitStack() as all_of_them:
        for what in ("sign-in", "form list", "report", "submission", "chunks"):
            all_of_them.enter_context(trickling(served, what))
        time.sleep(1)
        assert seconds_of(served, "/console/sign-in") < 5
