"""A published form with its key, a tablet and an office, for receiving and filing."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.services.trust.keys import FormKey, add_key
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import form, form_version
from tests.simulators.vault import fixed_vault
from tests.storage import senders


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
