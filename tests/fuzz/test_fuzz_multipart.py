"""Broken uploads by the thousand: an answer to each, never an error of ours, never much memory."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from flask.testing import FlaskClient

from server.settings import Settings
from server.storage.engine import Database, open_database
from tests.fuzz.memory import little_memory
from tests.simulators.sending import multipart, part
from tests.web.office import MIB, Office

CASES = 5000
KIND = "multipart/form-data; boundary=xYz"
ODD = [b"\r\n", b"\0", b"--xYz", b"--xYz--", b"\xff", b'"', b"=", b":", b"<", b"&#0;", b"\r\n\r\n"]

Mutation = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]


def cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body))]


def remove(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body))
    return body[:start] + body[start + chance.randrange(1, 200) :]


def repeat(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body))
    return body[:start] + body[start : start + 300] * chance.randrange(2, 9) + body[start:]


def insert(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + chance.choice(ODD) * chance.choice([1, 2, 1000]) + body[at:]


def inflate(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + chance.randbytes(1) * chance.randrange(2 * MIB) + body[at:]


MUTATIONS: list[tuple[Mutation, int]] = [
    (flip, 30),
    (cut, 15),
    (remove, 15),
    (repeat, 15),
    (insert, 20),
    (inflate, 2),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    database = open_database(f"sqlite:///{folder / 'lespwa.sqlite3'}")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(scope="module")
def office(database: Database) -> Office:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    settings = Settings(
        data=Path(), database_url="", public_url=None, max_upload=MIB, trusted_proxies=0
    )
    office = Office(database=database, key=key, settings=settings)
    office.publish()
    return office


def bodies(office: Office, chance: random.Random) -> Iterator[bytes]:
    """Yield whole uploads: sealed with files, sealed without, in clear."""
    while True:
        sealed = office.sealed(("photo.jpg", chance.randbytes(3000)), ("señal.png", b"x"))
        clear = (
            b'<data id="screening" version="1"><meta><instanceID>uuid:%d</instanceID></meta></data>'
        )
        for xml, files in (
            (sealed.xml, sealed.files),
            (office.sealed().xml, ()),
            (clear % chance.getrandbits(64), (("photo.jpg", b"x"),)),
        ):
            parts = [part("xml_submission_file", "a.xml", xml)]
            parts += [part(name, name, content) for name, content in files]
            yield multipart("xYz", parts)


def mutated(chance: random.Random, body: bytes) -> bytes:
    mutations, weights = zip(*MUTATIONS, strict=True)
    for mutate in chance.choices(mutations, weights, k=chance.randrange(1, 4)):
        body = mutate(chance, body) or b"-"
    return body


def send(client: FlaskClient, path: str, body: bytes) -> int:
    return client.post(path, data=body, content_type=KIND).status_code


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_mutated_uploads_are_answered(office: Office) -> None:
    chance, client = random.Random(20261122), office.app().test_client()
    path = f"/key/{office.add_agent()}/submission"
    source, statuses = bodies(office, chance), dict[int, int]()
    with little_memory():
        for _ in range(CASES):
            status = send(client, path, mutated(chance, next(source)))
            statuses[status] = statuses.get(status, 0) + 1
    assert set(statuses) <= {201, 400, 404, 409, 413}
    assert statuses[201] > 100
    assert statuses[400] > 1000


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_mutated_content_types_are_answered(office: Office) -> None:
    chance, client = random.Random(7), office.app().test_client()
    path, body = f"/key/{office.add_agent()}/submission", next(bodies(office, chance))
    for _ in range(1000):
        kind = mutated(chance, KIND.encode())[:2000].decode("latin-1")
        kind = "".join(letter for letter in kind if letter.isprintable())
        assert client.post(path, data=body, content_type=kind).status_code in {201, 400}
