"""The console on both databases, with its first custodian Amina, the Data Manager."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings
from server.storage.engine import Database
from tests.console.visitor import Console, Visitor
from tests.simulators.office import open_custody


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=1, trusted_proxies=0
    )


@pytest.fixture
def console(database: Database, settings: Settings) -> Console:
    return Console(database=database, settings=settings, custody=open_custody(database))


@pytest.fixture
def amina(console: Console) -> Visitor:
    return console.visitor()
