"""`lespwa serve` itself: gunicorn on a loopback port, met by good and by hostile clients."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.cli import main
from server.settings import Settings
from server.storage.engine import open_database
from tests.simulators.collect import Collect
from tests.simulators.documents import read_message
from tests.simulators.sending import multipart, part
from tests.web.office import MIB, Office
from tests.web.started import wait_for

KIND = "multipart/form-data; boundary=b"


@dataclass(frozen=True)
class Served:
    """A running server, its office, and what it wrote."""

    office: Office
    port: int
    errors: Path

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are and return everything that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, private_key: RSAPrivateKey
) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{data / 'lespwa.sqlite3'}"
    settings = Settings(
        data=data, database_url=url, public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "--workers", "1", "--port", str(port)]
    environ = os.environ | {"LESPWA_DATA": str(data), "LESPWA_MAX_UPLOAD_MIB": "4"}
    with (data / "errors").open("wb") as errors:
        process = subprocess.Popen(command, env=environ, stderr=errors)
    wait_for(port)
    database = open_database(url)
    office = Office(database=database, key=private_key, settings=settings)
    office.publish(media={"towns.csv": b"name,label\n"})
    yield Served(office, port, data / "errors")
    process.terminate()
    assert process.wait(timeout=30) == 0
    database.close()


def root(served: Served) -> str:
    return f"http://127.0.0.1:{served.port}/key/{served.office.add_agent(days=100_000)}"


def post(served: Served, **request: object) -> tuple[int, bytes]:
    """Post to the submission address, with a body as given."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    headers = {"Content-Type": KIND}
    path = f"/key/{served.office.add_agent(days=100_000)}/submission"
    connection.request("POST", path, headers=headers, **request)  # type: ignore[arg-type] # passed on
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_tablet_fetches_and_sends(served: Served) -> None:
    with Collect(root(served), randomness=random.Random(7)) as tablet:
        tablet.match_exactly()
        outcomes = tablet.send(served.office.sealed(("a.jpg", b"x" * 100_000)) for _ in range(3))
    assert [form.media for form in tablet.shelf.live()] == [{"towns.csv": b"name,label\n"}]
    assert all(outcome.is_sent for outcome in outcomes)


def test_refused_tablet_sees_the_answer_however_much_it_sends(served: Served) -> None:
    with Collect(root(served), randomness=random.Random(7)) as tablet:
        [outcome] = tablet.send([served.office.sealed(("film.mp4", b"x" * 9 * MIB))])
    assert "larger than" in outcome.message


def test_body_in_chunks_is_accepted(served: Served) -> None:
    instance = served.office.sealed()
    parts = [part("xml_submission_file", "a.xml", instance.xml)]
    parts += [part(name, name, content) for name, content in instance.files]
    body = multipart("b", parts)
    pieces = (body[start : start + 100] for start in range(0, len(body), 100))
    assert post(served, body=pieces, encode_chunked=True)[0] == 201


def test_endless_body_in_chunks_is_refused(served: Served) -> None:
    head = multipart("b", [part("xml_submission_file", "a.xml", b"<a>")]).replace(b"--b--\r\n", b"")
    pieces = iter([head, *[b"x" * 100_000] * 60])
    assert post(served, body=pieces, encode_chunked=True)[0] == 413


def test_impossible_chunks_are_refused(served: Served) -> None:
    path = f"/key/{served.office.add_agent(days=100_000)}/submission"
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {KIND}\r\n"
    answer = served.raw(head.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"cut short" in answer


def test_body_cut_short_is_refused(served: Served) -> None:
    path = f"/key/{served.office.add_agent(days=100_000)}/submission"
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {KIND}\r\n"
    answer = served.raw(head.encode() + b"Content-Length: 500\r\n\r\n--b\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /key/secret-code/formList HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nsecret-code\r\n\r\n", 400),
        (b"GET /secret-code" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 99_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 500 + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: cunning\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nExpect: a miracle\r\n\r\n", 417),
        (b"GET /" + b"\xff\xfe" + b" HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ],
)
def test_unreadable_request_gets_an_openrosa_answer(
    served: Served, request_: bytes, status: int
) -> None:
    head, _, body = served.raw(request_).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"X-OpenRosa-Version: 1.0" in head
    assert b"X-OpenRosa-Accept-Content-Length: 4194304" in head
    assert head.count(b"Date: ") == 1
    assert b"Content-Security-Policy: default-src 'none'; " in head
    assert b"Cache-Control: no-store" in head
    assert (read_message(body) or "").endswith(".")


def test_forwarded_headers_do_not_reach_past_the_settings(served: Served) -> None:
    with Collect(root(served), randomness=random.Random(7)) as tablet:
        [listed] = tablet.list_forms()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "X-Forwarded-Host": "evil"}
    connection.request("GET", f"{tablet.server_url}/formList", headers=forwarded)
    body = connection.getresponse().read()
    connection.close()
    assert listed.entry.download_url.encode() in body


def test_port_that_is_taken_is_one_sentence(served: Served) -> None:
    words = ("serve", "--port", str(served.port))
    answer = CliRunner().invoke(main, words, env={"LESPWA_DATA": str(served.errors.parent)})
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: Nothing can be served at 127.0.0.1")
    assert "choose another --port" in answer.output


def test_server_writes_no_code_anywhere(served: Served) -> None:
    token = served.office.add_agent(days=100_000)
    served.raw(f"GET /key/{token}/formList HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    served.raw(f"GET /key/{token}/formList HTTP/7.3\r\nHost: a\r\n\r\n".encode())
    written = served.errors.read_bytes()
    assert b'"route": "/key/<token>/formList"' in written
    assert token.encode() not in written
    assert b"secret-code" not in written
    assert b"Traceback" not in written


def test_strangers_who_send_slowly_do_not_shut_the_door(served: Served) -> None:
    begun = b"POST /key/x/submission HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nx"
    with contextlib.ExitStack() as strangers:
        for _ in range(8):  # as many as the process has threads
            stranger = socket.create_connection(("127.0.0.1", served.port))
            strangers.enter_context(stranger).sendall(begun)
        time.sleep(0.5)
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
        connection.request("GET", f"/key/{served.office.add_agent(days=100_000)}/formList")
        assert connection.getresponse().status == 200
        connection.close()
