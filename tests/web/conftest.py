"""The intake application on both databases, and a tablet that uses it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from server.settings import Settings
from server.storage.engine import Database
from server.storage.grants import Part
from tests.simulators.collect import Collect
from tests.simulators.roles import opened_as
from tests.web.office import MIB, Office


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def door(database: Database) -> Iterator[Database]:
    """The database as the application sees it: on PostgreSQL with the rights of the door only."""
    with opened_as(database, Part.INTAKE) as door:
        yield door


@pytest.fixture
def office(
    database: Database, door: Database, private_key: RSAPrivateKey, tmp_path: Path
) -> Office:
    settings = Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    return Office(database=database, door=door, key=private_key, settings=settings)


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return office.app().test_client()


@pytest.fixture
def root(office: Office) -> Iterator[str]:
    """The address of the application on a real loopback server."""
    server = make_server("127.0.0.1", 0, office.app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tablet(office: Office, root: str) -> Iterator[Collect]:
    """A tablet with an agency agent's project."""
    address = f"{root}/key/{office.add_agent()}"
    with Collect(address, randomness=random.Random(1), clock=office.clock) as collect:
        yield collect
