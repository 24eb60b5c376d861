"""The key ledger: the file in which a backup keeps the wrapped data keys, and only the newest.

It also names the keys that were destroyed, so that an older copy of the database restored beside
it gives up what was disposed of since.

Lines of ASCII, parted by tabs, so that it can be written and read one row at a time:

    lespwa key ledger 2 <TAB> made at <TAB> name of the system
    key <TAB> owner <TAB> wrapped key, base64 <TAB> created at      (once for each key)
    gone <TAB> owner <TAB> what remains of it, base64               (once for each destroyed key)
    end <TAB> number of both <TAB> HMAC of every byte before this line

It holds no secret but the reasons people gave for a disposal: the keys are wrapped, each bound to
its owner, under the vault key. The HMAC is made under a key derived from the vault key, so that
nobody who cannot open the vault can write a ledger, take a line out of one or put one in.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol, TypeAlias

from server.errors import Code, Refused
from server.vault.data_keys import WRAPPED_BYTES
from server.vault.ledger_key import LedgerKey

_MAGIC: Final = "lespwa key ledger 2"
_OLD_OR_NEW: Final = "lespwa key ledger "
_KEY: Final = "key"
_GONE: Final = "gone"
_END: Final = "end"
_PARTS_OF_A_HEADER: Final = 3
_PARTS_OF_A_KEY: Final = 4
_PARTS_OF_A_GONE: Final = 3
LONGEST_NOTE: Final = 6 * 1024  # bytes of what remains of one
_LONGEST_LINE: Final = 2 * LONGEST_NOTE
_OWNER: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Lines(Protocol):
    """What the ledger is read from; a file opened in binary mode is one."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line with its end, no longer than `limit`; nothing at the end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One data key, wrapped, and the submission it belongs to."""

    owner_id: str
    wrapped: bytes = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedKey:
    """A data key that was destroyed: whose it was, and what remains, as bytes of the writer's."""

    owner_id: str
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSummary:
    """What a whole ledger is: when it was made, how many keys it holds and names as destroyed."""

    made_at: datetime
    keys: int
    destroyed: int = 0


LedgerLine: TypeAlias = LedgerRow | DestroyedKey


def write_ledger(rows: Iterable[LedgerLine], made_at: datetime, key: LedgerKey) -> Iterator[bytes]:
    """Yield the lines of a ledger."""
    proof = key.proof()
    count = 0
    line = _line(_MAGIC, _written(made_at), key.system)
    proof.update(line)
    yield line
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the count outlives the loop
        line = _key_line(row) if isinstance(row, LedgerRow) else _gone_line(row)
        proof.update(line)
        yield line
    yield _line(_END, str(count), proof.hexdigest())


def read_ledger(lines: Lines, key: LedgerKey) -> Iterator[LedgerLine]:
    """Yield the rows of a ledger; only when the last has been read is the ledger known genuine.

    Raises:
        Refused: BAD_LEDGER, when it is damaged, cut off, of another version or system, or was
            not written with this vault open.
    """
    yield from _walk(lines, key)


def _nothing(_row: LedgerLine) -> None:
    pass


def check_ledger(
    lines: Lines, key: LedgerKey, check: Callable[[LedgerLine], object] = _nothing
) -> LedgerSummary:
    """Read a ledger to its end, `check` each row and say what it is; refuses as `read_ledger`."""
    rows = _walk(lines, key)
    while True:
        try:
            check(next(rows))
        except StopIteration as end:
            summary: LedgerSummary = end.value
            return summary


def _walk(lines: Lines, key: LedgerKey) -> Generator[LedgerLine, None, LedgerSummary]:
    proof = key.proof()
    line = lines.readline(_LONGEST_LINE)
    made_at = _header(line, key)
    count = destroyed = 0
    while True:
        proof.update(line)
        line = lines.readline(_LONGEST_LINE)
        parts = _parts(line)
        if parts[0] == _END:
            _check_end(parts, [_END, str(count), proof.hexdigest()], rest=lines.readline(1))
            return LedgerSummary(made_at=made_at, keys=count - destroyed, destroyed=destroyed)
        count += 1
        destroyed += parts[0] == _GONE
        yield _gone(parts, count) if parts[0] == _GONE else _row(parts, count)


def _header(line: bytes, key: LedgerKey) -> datetime:
    parts = _parts(line)
    if not parts[0].startswith(_OLD_OR_NEW):
        raise _refused("it is not a key ledger")
    if parts[0] != _MAGIC:
        raise _refused("it was written by another version of Lespwa")
    if len(parts) != _PARTS_OF_A_HEADER:
        raise _refused("its first line is damaged")
    if parts[2] != key.system:
        raise _refused("it is of another installation")
    try:
        return _moment(parts[1])
    except ValueError:
        raise _refused("its first line is damaged") from None


def _row(parts: list[str], number: int) -> LedgerRow:
    if len(parts) != _PARTS_OF_A_KEY or parts[0] != _KEY or not _OWNER.fullmatch(parts[1]):
        raise _refused(f"key {number} is damaged")
    try:
        wrapped = base64.b64decode(parts[2], validate=True)
        created_at = _moment(parts[3])
    except (binascii.Error, ValueError):
        raise _refused(f"key {number} is damaged") from None
    if len(wrapped) != WRAPPED_BYTES:
        raise _refused(f"key {number} is damaged")
    return LedgerRow(owner_id=parts[1], wrapped=wrapped, created_at=created_at)


def _gone(parts: list[str], number: int) -> DestroyedKey:
    if len(parts) != _PARTS_OF_A_GONE or not _OWNER.fullmatch(parts[1]):
        raise _refused(f"key {number} is damaged")
    try:
        note = base64.b64decode(parts[2], validate=True)
    except (binascii.Error, ValueError):
        raise _refused(f"key {number} is damaged") from None
    return DestroyedKey(owner_id=parts[1], note=note)


def _key_line(row: LedgerRow) -> bytes:
    if not _OWNER.fullmatch(row.owner_id) or len(row.wrapped) != WRAPPED_BYTES:
        raise ValueError("this is no row of a key ledger")
    wrapped = base64.b64encode(row.wrapped).decode("ascii")
    return _line(_KEY, row.owner_id, wrapped, _written(row.created_at))


def _gone_line(row: DestroyedKey) -> bytes:
    if not _OWNER.fullmatch(row.owner_id) or len(row.note) > LONGEST_NOTE:
        raise ValueError("this is no row of a key ledger")
    return _line(_GONE, row.owner_id, base64.b64encode(row.note).decode("ascii"))


def _check_end(found: list[str], wanted: list[str], *, rest: bytes) -> None:
    if not hmac.compare_digest("\t".join(found).encode(), "\t".join(wanted).encode()):
        raise _refused("it was changed since it was written, or not written by this Lespwa")
    if rest:
        raise _refused("something was added after its end")


def _parts(line: bytes) -> list[str]:
    if not line.endswith(b"\n"):
        raise _refused("it is cut off or is not a key ledger")
    return line[:-1].decode("ascii", "replace").split("\t")


def _line(*parts: str) -> bytes:
    return ("\t".join(parts) + "\n").encode("ascii")


def _written(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without a time zone cannot be written")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    return at.astimezone(UTC)


def _refused(why: str) -> Refused:
    return Refused(Code.BAD_LEDGER, why=why)
