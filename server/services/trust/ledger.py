"""The key ledger of a system: written beside a backup, and put back over a restored database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Connection

from exporters.landing import landing, reason
from server.domain.counted import counted
from server.domain.states import State
from server.errors import Code, Refused
from server.services.trust.disposal import Tombstone, bury, list_tombstones
from server.services.trust.vault import Vault
from server.storage.casework.case_files import by_id
from server.storage.engine import Database
from server.storage.trust import data_keys as stored
from server.storage.trust.disposals import states_of
from server.storage.work import UnitOfWork
from server.vault.cipher import DoesNotOpen
from server.vault.data_keys import Keyring
from server.vault.ledger import (
    DestroyedKey,
    LedgerLine,
    LedgerRow,
    LedgerSummary,
    check_ledger,
    read_ledger,
    write_ledger,
)
from server.vault.ledger_key import LedgerKey, ledger_key

_TOGETHER: Final = 500
_MOMENTS: Final = ("received_at", "disposed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a ledger did to a restored database.

    `keys` are there now; `newer` are of submissions and cases the database does not hold yet;
    `disposed` are the submissions that were disposed of since the database was copied, and now are
    here too.
    """

    made_at: datetime
    keys: int
    newer: int
    disposed: int


def write_key_ledger(
    database: Database, vault: Vault, path: Path, *, actor: str, at: datetime
) -> LedgerSummary:
    """Write the ledger in place of the one before, for its owner only.

    Raises:
        Refused: FILE_PROBLEM, or DATA_KEYS_DAMAGED when a key does not open: the ledger before,
            which may hold it whole, is kept.
    """
    key = ledger_key(vault.key)
    with landing(path, may_overwrite=True) as file:
        with database.reading() as connection:
            for line in write_ledger(_rows(connection), at, key):
                file.stream.write(line)
        with file.read_back() as written:
            summary = _check_written(written, key, Keyring(vault.key))
        with database.work() as work:
            counts = {"keys": summary.keys, "destroyed": summary.destroyed}
            work.note(actor, "ledger.written", "ledger", **counts)
            work.commit()
        file.land()
    return summary


def apply_key_ledger(work: UnitOfWork, vault: Vault, path: Path, *, actor: str) -> Applied:
    """Give a restored database exactly the data keys of the newest ledger.

    Keys that are not in it are removed, and what it names as destroyed is disposed of here too.
    The whole ledger is proved and every key in it opened before anything is changed.

    Raises:
        Refused: FILE_PROBLEM, or BAD_LEDGER when it is damaged or was not written with this vault
            open, or when keys that are needed would be lost with it: it is older than the database.
    """
    key = ledger_key(vault.key)
    with _reading(path) as file:
        made_at = _check_given(file, key, Keyring(vault.key)).made_at
        changed_at = stored.last_change(work.connection)
        if changed_at is not None and changed_at > made_at:
            raise _refused("it is older than the database, so keys made since would be lost")
        file.seek(0)
        done = _replace(work, read_ledger(file, key), made_at=made_at, actor=actor)
    missing = stored.count_missing(work.connection)
    if missing:
        lacking = counted(missing, "submission or case", "submissions or cases")
        raise _refused(f"it lacks the keys of {lacking} of this database")
    counts = {"keys": done.keys, "newer": done.newer, "disposed": done.disposed}
    work.note(actor, "ledger.applied", "ledger", made_at=made_at.isoformat(), **counts)
    return done


def _check_written(written: BinaryIO, key: LedgerKey, ring: Keyring) -> LedgerSummary:
    """Read a new ledger back and open each key in it."""
    damaged: list[str] = []

    def check(row: LedgerLine) -> None:
        if isinstance(row, LedgerRow) and not _opens(row, ring):
            damaged.append(row.owner_id)

    summary = check_ledger(written, key, check)
    if damaged:
        count = counted(len(damaged), "submission", "submissions")
        raise Refused(Code.DATA_KEYS_DAMAGED, count=count, submission=damaged[0])
    return summary


def _check_given(file: BinaryIO, key: LedgerKey, ring: Keyring) -> LedgerSummary:
    """Prove a ledger, and only then find fault with what stands in it."""
    faults: list[Refused] = []

    def check(row: LedgerLine) -> None:
        if faults:
            return
        try:
            _check_row(row, ring)
        except Refused as fault:
            faults.append(fault)

    summary = check_ledger(file, key, check)
    if faults:
        raise faults[0]
    return summary


def _check_row(row: LedgerLine, ring: Keyring) -> None:
    if isinstance(row, DestroyedKey):
        _tombstone(row)
    elif not _opens(row, ring):
        raise _refused(f"the key of the submission {row.owner_id} in it does not open")


def _opens(row: LedgerRow, ring: Keyring) -> bool:
    try:
        ring.unwrap(row.wrapped, row.owner_id)
    except DoesNotOpen:
        return False
    return True


def _rows(connection: Connection) -> Iterator[LedgerLine]:
    destroyed = (
        DestroyedKey(owner_id=each.submission_id, note=_note(each))
        for each in list_tombstones(connection)
    )
    keys = (
        LedgerRow(owner_id=row.id, wrapped=row.wrapped, created_at=row.created_at)
        for row in stored.every(connection)
    )
    return chain(destroyed, keys)


def _replace(
    work: UnitOfWork, rows: Iterator[LedgerLine], *, made_at: datetime, actor: str
) -> Applied:
    stored.clear(work.connection)
    keys = newer = disposed = 0
    while batch := list(islice(rows, _TOGETHER)):
        ids = [each.owner_id for each in batch]
        states, files = states_of(work.connection, ids), by_id(work.connection, ids)
        here = [
            each
            for each in batch
            if each.owner_id in files
            or states.get(each.owner_id, State.DISPOSED) is not State.DISPOSED
        ]
        newer += sum(each.owner_id not in states and each.owner_id not in files for each in batch)
        keys += _add(work.connection, here)
        disposed += _bury(work, here, actor=actor)
    return Applied(made_at=made_at, keys=keys, newer=newer, disposed=disposed)


def _add(connection: Connection, rows: Iterable[LedgerLine]) -> int:
    keys = [
        {"id": each.owner_id, "wrapped": each.wrapped, "created_at": each.created_at}
        for each in rows
        if isinstance(each, LedgerRow)
    ]
    stored.add(connection, keys)
    return len(keys)


def _bury(work: UnitOfWork, rows: Iterable[LedgerLine], *, actor: str) -> int:
    destroyed = [each for each in rows if isinstance(each, DestroyedKey)]
    for each in destroyed:
        bury(work, _tombstone(each), actor=actor)
    return len(destroyed)


def _note(remains: Tombstone) -> bytes:
    facts = asdict(remains)
    del facts["submission_id"]
    moments = {name: facts[name].isoformat() for name in _MOMENTS}
    return json.dumps({**facts, **moments}, ensure_ascii=False).encode()


def _tombstone(destroyed: DestroyedKey) -> Tombstone:
    try:
        facts = json.loads(destroyed.note)
        moments = {name: datetime.fromisoformat(facts[name]) for name in _MOMENTS}
        kinds = tuple(facts["kinds"])
        return Tombstone(
            **{**facts, **moments, "kinds": kinds, "submission_id": destroyed.owner_id}
        )
    except (ValueError, KeyError, TypeError):
        raise _refused("what it says of a destroyed key cannot be read") from None


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        why = reason(error, "it could not be read")
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from error


def _refused(why: str) -> Refused:
    return Refused(Code.BAD_LEDGER, why=why)
