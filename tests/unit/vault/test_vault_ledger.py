"""The key ledger: it comes back whole, or is refused by a sentence."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import Code, Refused
from server.vault.data_keys import WRAPPED_BYTES
from server.vault.keys import VaultKey
from server.vault.ledger import (
    LONGEST_NOTE,
    DestroyedKey,
    LedgerLine,
    LedgerRow,
    LedgerSummary,
    check_ledger,
    read_ledger,
    write_ledger,
)
from server.vault.ledger_key import ledger_key

KEY = ledger_key(VaultKey(secret=bytes(range(32))))
ANOTHER = ledger_key(VaultKey(secret=bytes(32)))
MADE_AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
draw = Random(17).randbytes


def rows(count: int) -> list[LedgerRow]:
    return [
        LedgerRow(
            owner_id=draw(16).hex(),
            wrapped=draw(WRAPPED_BYTES),
            created_at=MADE_AT - timedelta(seconds=number, microseconds=1),
        )
        for number in range(count)
    ]


def written(kept: Sequence[LedgerLine]) -> bytes:
    return b"".join(write_ledger(kept, MADE_AT, KEY))


def check(content: bytes) -> LedgerSummary:
    return check_ledger(io.BytesIO(content), KEY)


THREE = rows(3)
WHOLE = written(THREE)
LINES = WHOLE.splitlines(keepends=True)


def header(at: str) -> bytes:
    return f"lespwa key ledger 2\t{at}\t{KEY.system}\n".encode()


@pytest.mark.parametrize("count", [0, 1, 50])
def test_ledger_comes_back_as_it_was_written(count: int) -> None:
    kept = rows(count)
    assert list(read_ledger(io.BytesIO(written(kept)), KEY)) == kept
    assert check(written(kept)) == LedgerSummary(made_at=MADE_AT, keys=count)


@given(st.integers(min_value=0, max_value=len(WHOLE) - 1))
@settings(max_examples=80, deadline=None)
def test_ledger_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(Refused) as refused:
        check(WHOLE[:length])
    assert refused.value.code is Code.BAD_LEDGER


@given(st.integers(0, len(WHOLE) - 1), st.integers(min_value=1, max_value=255))
@settings(max_examples=120, deadline=None)
def test_ledger_with_any_byte_flipped_is_refused(at: int, flip: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= flip
    with pytest.raises(Refused, match="key ledger cannot be used"):
        check(bytes(damaged))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([LINES[0], *LINES[2:]], "changed since it was written"),
        ([LINES[0], LINES[2], LINES[1], *LINES[3:]], "changed since it was written"),
        ([*LINES[:2], LINES[1], *LINES[2:]], "changed since it was written"),
        ([*LINES, b"\n"], "added after its end"),
        ([b"lespwa key ledger 1\tx\n"], "another version"),
        ([b"lespwa key ledger 2\n"], "first line is damaged"),
        ([header("2026-11-22T03:00:00")], "first line is damaged"),
        ([header("x")], "first line is damaged"),
        ([b"PK\x03\x04 a workbook\n"], "not a key ledger"),
        ([LINES[0], b"key\ts1\n"], "key 1 is damaged"),
        ([LINES[0], b"key\ts1\t!\t2026-11-22T03:00:00+00:00\n"], "key 1 is damaged"),
        ([LINES[0], b"key\ts1\tAAAA\t2026-11-22T03:00:00+00:00\n"], "key 1 is damaged"),
        ([LINES[0], b"gone\ts1\n"], "key 1 is damaged"),
        ([LINES[0], b"gone\ts 1\tAAAA\n"], "key 1 is damaged"),
        ([LINES[0], b"gone\ts1\t!\n"], "key 1 is damaged"),
        ([LINES[0], b"x" * 10_000_000 + b"\n"], "cut off"),
    ],
)
def test_ledger_that_is_not_one_is_refused_by_sentence(lines: list[bytes], says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(b"".join(lines))


@pytest.mark.parametrize("note", [b"", b'{"why": "\xc3\xa9"}', bytes(LONGEST_NOTE)])
def test_ledger_names_what_was_destroyed(note: bytes) -> None:
    kept = [*THREE, DestroyedKey(owner_id="s1", note=note), *rows(1)]
    content = written(kept)
    assert list(read_ledger(io.BytesIO(content), KEY)) == kept
    assert check(content) == LedgerSummary(made_at=MADE_AT, keys=4, destroyed=1)


@pytest.mark.parametrize(("owner", "size"), [("a b", 1), ("a", LONGEST_NOTE + 1)])
def test_destroyed_key_that_could_not_be_read_back_is_not_written(owner: str, size: int) -> None:
    with pytest.raises(ValueError, match="row"):
        written([DestroyedKey(owner_id=owner, note=bytes(size))])


def test_ledger_shows_damage_only_at_its_end_when_rows_are_read() -> None:
    reading = read_ledger(io.BytesIO(b"".join(LINES[:-1])), KEY)
    assert [next(reading) for _ in THREE] == THREE
    with pytest.raises(Refused, match="cut off"):
        next(reading)


@pytest.mark.parametrize(
    "row",
    [
        LedgerRow(owner_id="a\tb", wrapped=bytes(WRAPPED_BYTES), created_at=MADE_AT),
        LedgerRow(owner_id="a", wrapped=b"short", created_at=MADE_AT),
        LedgerRow(
            owner_id="a",
            wrapped=bytes(WRAPPED_BYTES),
            created_at=datetime(2026, 1, 1),  # noqa: DTZ001 - the point
        ),
    ],
)
def test_row_that_could_not_be_read_back_is_not_written(row: LedgerRow) -> None:
    with pytest.raises(ValueError, match=r"row|time zone"):
        written([row])


def test_row_shows_no_key() -> None:
    assert "wrapped" not in repr(THREE[0])


@pytest.mark.parametrize("kept", [[], THREE, [DestroyedKey(owner_id="s1", note=b"{}")]])
def test_ledger_of_another_vault_is_refused(kept: list[LedgerLine]) -> None:
    content = b"".join(write_ledger(kept, MADE_AT, ANOTHER))
    with pytest.raises(Refused, match="of another installation"):
        check(content)
    as_ours = content.replace(ANOTHER.system.encode(), KEY.system.encode())
    with pytest.raises(Refused, match="changed since it was written, or not written by this"):
        check(as_ours)


@pytest.mark.parametrize("at", range(1, len(LINES)))
def test_line_of_somebody_without_the_vault_is_refused(at: int) -> None:
    forged = b"gone\ts1\te30=\n"
    end = LINES[-1].replace(b"end\t3", b"end\t4")
    for lines in ([*LINES[:at], forged, *LINES[at:]], [*LINES[:at], forged, *LINES[at:-1], end]):
        with pytest.raises(Refused, match="changed since it was written"):
            check(b"".join(lines))


def test_each_row_is_checked_before_the_ledger_counts() -> None:
    seen: list[LedgerLine] = []
    check_ledger(io.BytesIO(WHOLE), KEY, seen.append)
    assert seen == THREE


def test_key_of_ledgers_shows_neither_itself_nor_the_vault_key() -> None:
    assert KEY.secret != KEY.system.encode()
    assert KEY.secret.hex() not in repr(KEY)
    assert bytes(range(32)).hex() not in repr(KEY)
    assert KEY.system.encode() in WHOLE
    assert KEY.secret.hex().encode() not in WHOLE
