"""`lespwa serve` itself on a loopback port, met by good and by hostile clients."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.cli import main
from server.services.register.agents import revoke_agent
from server.settings import Settings
from server.storage.engine import open_database
from tests.simulators.collect import Collect
from tests.simulators.documents import read_message
from tests.simulators.sending import multipart, part
from tests.simulators.staff import AMINA
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
    database = open_database(url)
    database.upgrade()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "--workers", "1", "--port", str(port)]
    environ = os.environ | {"LESPWA_DATA": str(data), "LESPWA_MAX_UPLOAD_MIB": "4"}
    with (data / "errors").open("wb") as errors:
        process = subprocess.Popen(command, env=environ, stderr=errors)
    wait_for(port)
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


def test_requests_in_a_row_are_answered_in_order(served: Served) -> None:
    asked = b"GET /signs HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answers = served.raw(asked + last).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"404", b"200", b"200"]
    assert answers[2].endswith(b"\r\n\r\n")


def test_connection_is_kept_after_an_answer_without_a_body(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    path = f"/key/{served.office.add_agent(days=100_000)}/submission"
    for _ in range(3):
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert (answer.status, answer.read(), answer.getheader("Connection")) == (204, b"", None)
    connection.close()


def test_client_that_asks_first_sends_no_body_that_is_too_large(served: Served) -> None:
    head = (
        f"POST /key/{served.office.add_agent(days=100_000)}/submission HTTP/1.1\r\nHost: a\r\n"
        f"Content-Type: {KIND}\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_client_that_asks_first_is_told_to_go_on(served: Served) -> None:
    head = (
        f"POST /key/{served.office.add_agent(days=100_000)}/submission HTTP/1.1\r\nHost: a\r\n"
        f"Content-Type: {KIND}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"0123456789")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("size", [b"1" * 5000, b"5;" + b"x" * 5000])
def test_endless_size_of_a_chunk_is_refused(served: Served, size: bytes) -> None:
    path = f"/key/{served.office.add_agent(days=100_000)}/submission"
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {KIND}\r\n"
    answer = served.raw(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + size)
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_code_withdrawn_during_a_long_upload_is_refused(served: Served) -> None:
    token = served.office.add_agent(days=100_000)
    head = f"POST /key/{token}/submission HTTP/1.1\r\nHost: a\r\nContent-Type: {KIND}\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode() + b"Content-Length: 10\r\n\r\n01234")
        with served.office.database.work() as work:
            revoke_agent(work, served.office.agent_id(token), by=AMINA, at=datetime.now(UTC))
            work.commit()
        connection.sendall(b"56789")
        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")
