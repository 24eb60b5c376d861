"""The spool: what it holds, and what it leaves on the disk."""

from __future__ import annotations

import os
import secrets
from hashlib import sha256

import pytest

from server.errors import Code, Refused
from server.web.intake.spool import IN_MEMORY, Budget, Part, Spool

MIB = 1024 * 1024
SECRET = b"She gave her name as Made Up. " * 40_000  # over a mebibyte


def content(part: Part) -> bytes:
    return b"".join(part.chunks())


def write(spool: Spool, data: bytes, step: int = 65_521) -> Part:
    part = spool.new_part()
    for start in range(0, len(data), step):
        part.write(data[start : start + step])
    return part


@pytest.mark.parametrize("size", [0, 1, 15, 16, IN_MEMORY, IN_MEMORY + 1, 3 * MIB + 7])
def test_part_gives_back_its_bytes(size: int) -> None:
    data = secrets.token_bytes(size)
    with Spool(Budget(8 * MIB)) as spool:
        part = write(spool, data)
        assert content(part) == data
        assert part.size == size
        assert part.sha256 == sha256(data).hexdigest()


def test_part_can_be_read_again() -> None:
    with Spool(Budget(MIB)) as spool:
        part = write(spool, SECRET)
        assert content(part) == content(part) == SECRET


def test_parts_of_one_upload_share_a_file() -> None:
    with Spool(Budget(0)) as spool:
        parts = [write(spool, secrets.token_bytes(1)) for _ in range(50)]
        parts += [write(spool, SECRET), write(spool, b"end")]
        assert [part.size for part in parts[:50]] == [1] * 50
        assert content(parts[50]) == SECRET
        assert content(parts[51]) == b"end"


@pytest.mark.requirement("R82")
def test_spool_writes_no_plaintext_to_disk() -> None:
    with Spool(Budget(0)) as spool:
        part = write(spool, SECRET)
        part_file = spool.file()._file
        on_disk = os.pread(part_file.fileno(), len(SECRET), 0)
        assert len(on_disk) == part.size
        assert b"Made Up" not in on_disk


def test_spool_file_has_no_name() -> None:
    with Spool(Budget(0)) as spool:
        write(spool, SECRET)
        assert os.fstat(spool.file()._file.fileno()).st_nlink == 0


def test_spool_gives_its_memory_back() -> None:
    budget = Budget(MIB)
    with Spool(budget) as spool:
        write(spool, b"x" * 1000)
        write(spool, SECRET)
        assert budget._left == MIB - 1000
    assert budget._left == MIB


def test_spool_gives_its_memory_back_after_a_failure() -> None:
    budget = Budget(MIB)
    spool = Spool(budget)
    write(spool, b"x")
    spool.__exit__(Refused, Refused(Code.CONFLICT), None)
    assert budget._left == MIB


def test_full_disk_is_a_moment_to_try_again_later() -> None:
    with Spool(Budget(0)) as spool:
        part = write(spool, b"x")
        spool.file()._file.close()
        spool.file()._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115, PTH123
        with pytest.raises(Refused, match="busy"):
            part.write(SECRET)


def test_file_cut_from_outside_is_noticed() -> None:
    with Spool(Budget(0)) as spool:
        part = write(spool, SECRET)
        spool.file()._file.flush()
        os.ftruncate(spool.file()._file.fileno(), 10)
        with pytest.raises(Refused, match="busy"):
            content(part)
