"""A vault with its first custodian, Amina the Data Manager."""

from __future__ import annotations

import pytest

from server.storage.engine import Database
from tests.simulators.office import Custody, open_custody


@pytest.fixture
def custody(database: Database) -> Custody:
    return open_custody(database)
