"""Where the exports of a test go."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporters.formats import Format
from server.services.export.export_file import Wish
from tests.storage.senders import NOON


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(path=tmp_path / "out.zip", format=Format.CSV, actor="amina", at=NOON)
