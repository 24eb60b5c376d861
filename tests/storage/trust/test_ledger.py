"""An earlier copy of the database beside the newest ledger gives up what was disposed of since."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.domain.states import State
from server.errors import Code, Refused
from server.odk.seal import Reason, Unreadable
from server.services.filing.opening import Opener
from server.services.trust.disposal import list_tombstones
from server.services.trust.ledger import Applied, apply_key_ledger, write_key_ledger
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.tables import event, submission
from server.storage.trust.data_key_tables import data_key
from server.vault.data_keys import new_data_key, wrap
from server.vault.ledger import DestroyedKey, LedgerLine, LedgerRow, write_ledger
from server.vault.ledger_key import ledger_key
from tests.simulators.office import loose_vault
from tests.simulators.vault import KEY, fixed_vault
from tests.storage.offices import ADA, LATER, dispose
from tests.storage.senders import NOON, Office, Tablet, office

_NOW = LATER + timedelta(days=1)
_REPORT = RECORD_TABLES["report"]


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> list[str]:
    """The ids of two filed submissions and of one that waits."""
    ids = [str(tablet.send_sealed(number).submission_id) for number in (1, 2)]
    office.unseal()
    return [*ids, str(tablet.send_sealed(3).submission_id)]


def put_back(database: Database, file: Path, vault: Vault | None = None) -> Applied:
    with database.work() as work:
        done = apply_key_ledger(work, vault or fixed_vault(), file, actor=ADA.id)
        work.commit()
    return done


def without_keys(database: Database) -> None:
    """Leave the copy as a backup holds it: the data keys are not part of one."""
    with database.work() as work:
        work.connection.execute(data_key.delete())
        work.note("ada", "ledger.applied", "database")
        work.commit()


def key_ids(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.scalars(select(data_key.c.id)))


def opens(database: Database, vault: Vault, submission_id: str) -> bool:
    with database.reading() as connection:
        try:
            Opener.of(vault).find_and_open(connection, submission_id)
        except (Refused, Unreadable):
            return False
    return True


@pytest.mark.requirement("R86")
@pytest.mark.parametrize("has_keys", [True, False])
def test_earlier_copy_gives_up_what_was_disposed_of(  # noqa: PLR0913 - all of it is needed
    *,
    database: Database,
    vault: Vault,
    filed: list[str],
    copied: Callable[[], Database],
    tmp_path: Path,
    has_keys: bool,
) -> None:
    copy = copied()
    remains = dispose(database, filed[0])
    summary = write_key_ledger(database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=_NOW)
    assert (summary.keys, summary.destroyed) == (1, 1)
    if not has_keys:
        without_keys(copy)
    done = put_back(copy, tmp_path / "ledger")
    assert (done.keys, done.newer, done.disposed) == (1, 0, 1)
    assert [opens(copy, vault, each) for each in filed] == [False, True, True]
    with copy.reading() as connection:
        assert list(list_tombstones(connection)) == [remains]
    assert office(copy, vault).books().by_state[State.DISPOSED] == 1


def test_sealed_bytes_of_an_earlier_copy_do_not_open_with_the_newest_keys(
    database: Database,
    vault: Vault,
    filed: list[str],
    copied: Callable[[], Database],
) -> None:
    """The copy itself, in the hands of somebody who does not dispose of anything again."""
    copy = copied()
    dispose(database, filed[0])
    without_keys(copy)
    with database.reading() as connection:
        newest = [dict(row._mapping) for row in connection.execute(select(data_key))]
    with copy.work() as work:
        work.connection.execute(data_key.insert(), newest)
        work.note("cruz", "ledger.applied", "keys")
        work.commit()
    here = office(copy, vault)
    with copy.reading() as connection:
        held = connection.execute(select(_REPORT).where(_REPORT.c.submission_id == filed[0])).one()
        with pytest.raises(Unreadable, match="disposed of"):
            here.opener.find_and_open(connection, filed[0])
        others = here.contents(connection, filed[1])
        with pytest.raises(Unreadable):
            others.value("report", held.id, "description", sealed=held.description)
        assert here.opener.find_and_open(connection, filed[1]).answers


def test_copy_from_before_filing_disposes_of_it_too(
    database: Database,
    vault: Vault,
    filed: list[str],
    copied: Callable[[], Database],
    tmp_path: Path,
) -> None:
    copy = copied()
    office(database, vault).unseal()
    dispose(database, filed[2])
    write_key_ledger(database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=_NOW)
    assert put_back(copy, tmp_path / "ledger").disposed == 1
    assert office(copy, vault).unseal() == 0
    assert not opens(copy, vault, filed[2])


def test_ledger_keeps_only_what_the_database_holds(
    vault: Vault,
    filed: list[str],
    copied: Callable[[], Database],
    tablet: Tablet,
    tmp_path: Path,
) -> None:
    copy = copied()
    tablet.send_sealed(4)
    database = tablet.database
    office(database, vault).unseal()
    write_key_ledger(database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=_NOW)
    done = put_back(copy, tmp_path / "ledger")
    assert (done.keys, done.newer) == (3, 1)
    assert key_ids(copy) == set(filed)
    assert office(copy, vault).unseal() == 1  # under the key that was made for it elsewhere
    assert opens(copy, vault, filed[2])


def test_ledger_is_for_its_owner_and_replaces_the_one_before(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    assert filed
    file = tmp_path / "ledger"
    for _ in range(2):
        write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    with database.reading() as connection:
        noted = connection.scalars(select(event.c.detail).where(event.c.action == "ledger.written"))
        assert [each["keys"] for each in noted] == [2, 2]


def test_ledger_older_than_the_database_is_refused(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    write_key_ledger(
        database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=NOON - timedelta(hours=1)
    )
    with pytest.raises(Refused, match="older than the database"):
        put_back(database, tmp_path / "ledger")
    assert key_ids(database) == set(filed[:2])


def forge(file: Path, *lines: LedgerLine) -> Path:
    """Write what only somebody with the vault open could write."""
    file.write_bytes(b"".join(write_ledger(lines, _NOW, ledger_key(KEY))))
    return file


def assert_refused(database: Database, file: Path, kept: list[str], *, why: str) -> None:
    """It is refused in one sentence and nothing is changed."""
    before = office(database, fixed_vault()).states()
    with pytest.raises(Refused, match=why) as refused:
        put_back(database, file)
    assert refused.value.code is Code.BAD_LEDGER
    assert key_ids(database) == set(kept)
    assert office(database, fixed_vault()).states() == before


def test_ledger_without_keys_that_are_needed_is_refused(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    assert_refused(database, forge(tmp_path / "ledger"), filed[:2], why="lacks the keys of 2")


def test_ledger_of_another_vault_is_refused(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    file, made = tmp_path / "ledger", tmp_path / "made"
    write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    with pytest.raises(Refused, match="of another installation"):
        put_back(database, file, loose_vault())
    made.write_bytes(b"".join(write_ledger([], _NOW, ledger_key(loose_vault().key))))
    assert_refused(database, made, filed[:2], why="of another installation")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_ledger_that_was_cut_off_or_changed_is_refused(
    database: Database, filed: list[str], tmp_path: Path, part: float
) -> None:
    file = tmp_path / "ledger"
    write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    whole = file.read_bytes()
    at = int(part * len(whole))
    file.write_bytes(whole[:at])
    assert_refused(database, file, filed[:2], why="cannot be used")
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert_refused(database, file, filed[:2], why="cannot be used")


def test_nobody_disposes_by_a_line_put_into_a_ledger(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "ledger"
    write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    lines = file.read_bytes().splitlines(keepends=True)
    own = next(each for each in lines if filed[0].encode() in each)
    gone = b"gone\t" + filed[0].encode() + b"\te30=\n"
    file.write_bytes(b"".join(gone if each == own else each for each in lines))
    assert_refused(database, file, filed[:2], why="changed since it was written")


def test_nobody_takes_a_disposal_out_of_a_ledger(
    database: Database, filed: list[str], copied: Callable[[], Database], tmp_path: Path
) -> None:
    copy, file = copied(), tmp_path / "ledger"
    dispose(database, filed[0])
    write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(each for each in lines if not each.startswith(b"gone")))
    assert_refused(copy, file, filed[:2], why="changed since it was written")


def test_ledger_with_a_key_that_does_not_open_is_refused_before_anything_is_changed(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    key = wrap(KEY, new_data_key(secrets.token_bytes), filed[1], random=secrets.token_bytes)
    moved = [LedgerRow(owner_id=each, wrapped=key, created_at=NOON) for each in filed[:2]]
    assert_refused(
        database,
        forge(tmp_path / "ledger", *moved),
        filed[:2],
        why=f"key of the submission {filed[0]} in it does not open",
    )


def test_damaged_data_keys_do_not_replace_the_ledger_that_may_hold_them_whole(
    database: Database, filed: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "ledger"
    write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    before = file.read_bytes()
    with database.work() as work:
        damaged = data_key.update().values(wrapped=bytes(61))
        work.connection.execute(damaged.where(data_key.c.id == filed[0]))
        work.note("cruz", "ledger.applied", "database")
        work.commit()
    with pytest.raises(
        Refused, match=f"keys of 1 submission are damaged, first that of {filed[0]}"
    ):
        write_key_ledger(database, fixed_vault(), file, actor=ADA.id, at=_NOW)
    assert file.read_bytes() == before
    put_back(database, file)
    assert opens(database, fixed_vault(), filed[0])


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b'{"disposed_at": 1}', b"\xff"])
def test_ledger_that_says_nonsense_of_a_disposal_is_refused(
    database: Database, filed: list[str], tmp_path: Path, note: bytes
) -> None:
    file = forge(tmp_path / "ledger", DestroyedKey(owner_id=filed[0], note=note))
    assert_refused(database, file, filed[:2], why="what it says of a destroyed key")


def test_ledger_that_is_not_there_is_one_sentence(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        put_back(database, tmp_path / "ledger")
    assert refused.value.code is Code.FILE_PROBLEM


def test_lost_keys_come_back_with_the_ledger(
    database: Database, vault: Vault, filed: list[str], tmp_path: Path
) -> None:
    write_key_ledger(database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=_NOW)
    without_keys(database)
    assert not opens(database, vault, filed[0])
    put_back(database, tmp_path / "ledger")
    assert opens(database, vault, filed[0])


def test_what_cannot_be_opened_again_without_its_key_waits_for_it(
    database: Database, vault: Vault, filed: list[str], tmp_path: Path
) -> None:
    here = office(database, vault)
    here.unseal()
    write_key_ledger(database, fixed_vault(), tmp_path / "ledger", actor=ADA.id, at=_NOW)
    without_keys(database)
    _seal_again(database, filed[0])
    here.unseal()
    assert here.states()[0] == ("unreadable", Reason.KEY_DESTROYED)
    put_back(database, tmp_path / "ledger")
    _seal_again(database, filed[0])
    here.unseal()
    assert here.states()[0] == ("filed", None)
    assert len(here.records("report")) == 3


def _seal_again(database: Database, submission_id: str) -> None:
    with database.work() as work:
        work.connection.execute(
            submission.update()
            .where(submission.c.id == submission_id)
            .values(state=State.SEALED, reason=None)
        )
        work.note("amina", "submission.reopened", submission_id)
        work.commit()
