"""A private key is read from its file, or one sentence says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import Refused
from server.services.trust.key_file import read_key_file


def test_a_key_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is a directory"):
        read_key_file(tmp_path, lambda: b"")
