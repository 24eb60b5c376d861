"""The form keys of the form on trial."""

from __future__ import annotations

import pytest

from server.storage.engine import Database
from server.storage.tables import form_key
from tests.storage.trials import KEY, NEXT_KEY, NOON


@pytest.fixture
def trial_keys(database: Database) -> None:
    with database.work() as work:
        for key in (KEY, NEXT_KEY):
            values = {"fingerprint": key.fingerprint, "public_der": key.public_der}
            work.connection.execute(
                form_key.insert().values(created_at=NOON, is_current=key is KEY, **values)
            )
        work.note("test", "key.added", "keys")
        work.commit()
