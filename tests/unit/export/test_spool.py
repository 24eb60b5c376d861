"""What waits for its turn comes back as it was, and never lies on a disk in clear."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.services.export.spool import IN_MEMORY, SealedSpool


@given(st.lists(st.binary(max_size=3 * IN_MEMORY), max_size=4))
def test_a_spool_gives_back_what_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    spool = SealedSpool(tmp_path_factory.getbasetemp())
    for piece in pieces:
        spool.write(piece)
    assert b"".join(spool.chunks()) == b"".join(pieces)
    assert b"".join(spool.chunks()) == b"".join(pieces)
    spool.close()


@pytest.mark.requirement("R82")
def test_a_spool_has_no_name_and_no_clear_text_on_disk(tmp_path: Path) -> None:
    spool = SealedSpool(tmp_path)
    spool.write(b"a narrative " * IN_MEMORY)
    assert list(tmp_path.iterdir()) == []
    assert spool._file is not None
    spool._file.seek(0)
    assert b"narrative" not in spool._file.read()
    spool.close()


def test_a_long_spool_comes_back_from_its_file(tmp_path: Path) -> None:
    spool = SealedSpool(tmp_path)
    pieces = [bytes([number]) * (IN_MEMORY - 1) for number in range(9)]
    for piece in pieces:
        spool.write(piece)
    assert b"".join(spool.chunks()) == b"".join(pieces)
    spool.close()
