"""An installation on each kind of database, for the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.station import Station, open_station


@pytest.fixture
def station(tmp_path: Path, database_url: str) -> Iterator[Station]:
    with open_station(tmp_path, database_url) as station:
        yield station
