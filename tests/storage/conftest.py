"""A published form with its key, a tablet and an office, for receiving and filing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.services.trust.keys import FormKey, add_key
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import form, form_version
from tests.postgresql import PostgreSQL
from tests.simulators.vault import fixed_vault
from tests.storage import senders
from tests.storage.offices import copy_of


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def vault() -> Vault:
    return fixed_vault()


@pytest.fixture
def published(database: Database, vault: Vault, private_key: RSAPrivateKey) -> FormKey:
    """The form `tip`, version 1, with its key."""
    with database.work() as work:
        key = add_key(work, vault, private_key, at=senders.NOON, actor="amina")
        row = {"id": "tip", "audience": "public", "title": "Tip", "is_open": True}
        work.connection.execute(form.insert(), row)
        work.connection.execute(form_version.insert(), senders.version_row("1", key))
        work.note("amina", "form.published", "tip")
        work.commit()
    return key


@pytest.fixture
def tablet(database: Database, private_key: RSAPrivateKey, published: FormKey) -> senders.Tablet:
    assert published.fingerprint
    return senders.Tablet(database, private_key)


@pytest.fixture
def office(database: Database, vault: Vault) -> senders.Office:
    return senders.office(database, vault)


@pytest.fixture
def copied(
    database: Database, tmp_path: Path, postgresql: PostgreSQL
) -> Iterator[Callable[[], Database]]:
    """What copies the database as it is, once."""
    copies: list[Database] = []

    def copy() -> Database:
        copies.append(copy_of(database, tmp_path, postgresql))
        return copies[-1]

    yield copy
    for each in copies:
        each.close()
