"""The desk where people sign in, without its pages."""

from __future__ import annotations

import pytest

from server.services.entrance.console_secret import console_secret
from server.services.entrance.desk import Desk
from tests.console.visitor import Console


@pytest.fixture
def desk(console: Console) -> Desk:
    secret = console_secret(console.database, at=console.clock(), random=bytes)
    return Desk(database=console.database, secret=secret)
