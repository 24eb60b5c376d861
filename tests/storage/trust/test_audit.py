"""The chain of events in the database: whole whatever Lespwa does, and broken by anybody else."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, select, text
from sqlalchemy.exc import DBAPIError

from server.domain.audit import GENESIS, AuditEvent, Checkpoint, Fault, Verdict, link
from server.errors import Code, Refused
from server.services.trust.audit import find_checkpoint, make_checkpoint, verify_chain
from server.storage.engine import Database, open_database
from server.storage.tables import audit_head, event, form
from server.storage.work import EventsAreKept
from tests.simulators.attacker import tamper

LENGTH = 6
FORM = {"id": "screening", "audience": "agency", "title": "Screening", "is_open": True}


def note(database: Database, count: int = 1, *, subject: str = "screening") -> None:
    with database.work() as work:
        for version in range(count):
            work.note("amina", "form.published", subject, version=str(version))
        work.commit()


def verified(database: Database, until: Checkpoint | None = None) -> Verdict:
    with database.reading() as connection:
        return verify_chain(connection, until=until)


@pytest.fixture
def chain(database: Database) -> Database:
    """A database with events of one, two and three a commit."""
    for count in (1, 2, 3):
        note(database, count)
    return database


@pytest.mark.requirement("R84")
def test_chain_of_all_commits_is_whole(chain: Database) -> None:
    verdict = verified(chain)
    assert (verdict.is_whole, verdict.count) == (True, LENGTH)


def test_new_database_has_an_empty_chain(database: Database) -> None:
    assert verified(database).head == GENESIS


def test_undone_work_leaves_no_gap(chain: Database) -> None:
    with chain.work() as work:
        work.connection.execute(form.insert(), FORM)
        work.note("amina", "form.published", "screening")
    note(chain)
    assert verified(chain).count == LENGTH + 1


def test_commits_of_one_unit_of_work_follow_each_other(database: Database) -> None:
    with database.work() as work:
        for _ in range(3):
            work.note("amina", "form.published", "screening")
            work.commit()
    assert verified(database).count == 3


printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(names=st.lists(printable, min_size=1, max_size=4))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_names_in_any_script_are_hashed_the_same_everywhere(
    database: Database, names: list[str]
) -> None:
    with database.work() as work:
        for name in names:
            work.note(name, "export.cases", f'{name} "\\" {name}', rows={"récit": 1})
        work.commit()
    assert verified(database).is_whole


SET = "UPDATE event SET"
REST = "at, actor, action, subject, detail, previous_hash, hash"
BREAKS = {
    "another actor": ([f"{SET} actor = 'leon' WHERE sequence = 3"], Fault.EDITED, 3),
    "another action": ([f"{SET} action = 'form.seen' WHERE sequence = 1"], Fault.EDITED, 1),
    "another subject": ([f"{SET} subject = '' WHERE sequence = 6"], Fault.EDITED, 6),
    "another detail": ([f"{SET} detail = '{{}}' WHERE sequence = 3"], Fault.EDITED, 3),
    "a space": ([f"{SET} detail = ' ' || detail WHERE sequence = 3"], Fault.EDITED, 3),
    "no JSON": ([f"{SET} detail = '{{' WHERE sequence = 3"], Fault.EDITED, 3),
    "another time": ([f"{SET} at = '2026-11-22T00:00:00' WHERE sequence = 2"], Fault.EDITED, 2),
    "no time": ([f"{SET} at = 'infinity' WHERE sequence = 2"], Fault.EDITED, 2),
    "another hash": ([f"{SET} hash = previous_hash WHERE sequence = 2"], Fault.EDITED, 2),
    "removed": (["DELETE FROM event WHERE sequence = 4"], Fault.REMOVED, 4),
    "first removed": (["DELETE FROM event WHERE sequence = 1"], Fault.REMOVED, 1),
    "all removed": (["DELETE FROM event"], Fault.TRUNCATED, 1),
    "last removed": (["DELETE FROM event WHERE sequence > 4"], Fault.TRUNCATED, 5),
    "swapped": (
        [
            f"{SET} sequence = 99 WHERE sequence = 3",
            f"{SET} sequence = 3 WHERE sequence = 4",
            f"{SET} sequence = 4 WHERE sequence = 99",
        ],
        Fault.REORDERED,
        3,
    ),
    "before the first": (
        [
            f"INSERT INTO event SELECT 0, {REST} FROM event WHERE sequence = 1",  # noqa: S608
        ],
        Fault.REORDERED,
        1,
    ),
    "appended": (
        [
            f"INSERT INTO event SELECT 7, {REST} FROM event WHERE sequence = 6",  # noqa: S608
        ],
        Fault.REORDERED,
        7,
    ),
    "head set back": (["UPDATE audit_head SET sequence = 5"], Fault.REWRITTEN, 5),
    "another head": (
        ["UPDATE audit_head SET hash = substr(hash, 1, 31) || substr(hash, 1, 1)"],
        Fault.REWRITTEN,
        6,
    ),
    "no head": (["DELETE FROM audit_head"], Fault.HEADLESS, 6),
    "damaged head": (["UPDATE audit_head SET hash = substr(hash, 1, 3)"], Fault.HEADLESS, 6),
    "impossible head": (["UPDATE audit_head SET sequence = -1"], Fault.HEADLESS, 6),
}


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("what", BREAKS)
def test_whatever_somebody_changed_is_found_and_named(chain: Database, what: str) -> None:
    statements, fault, broken_at = BREAKS[what]
    tamper(chain, *statements)
    verdict = verified(chain)
    assert (verdict.fault, verdict.broken_at) == (fault, broken_at)
    assert f"vent {broken_at} " in verdict.sentence


@pytest.mark.requirement("R84")
def test_event_that_fits_but_was_not_added_by_lespwa_is_found(chain: Database) -> None:
    end = verified(chain).head
    texts = {"at": "2126-11-22T12:00:00.000000+00:00", "actor": "leon", "action": "sign_out"}
    forged = AuditEvent(sequence=LENGTH + 1, subject="leon", detail="{}", **texts)
    row = {
        **{name: getattr(forged, name) for name in ("sequence", *texts, "subject", "detail")},
        "previous_hash": end.hash,
        "hash": link(end.hash, forged),
    }
    names = ", ".join(f":{name}" for name in row)
    with chain.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO event ({', '.join(row)}) VALUES ({names})"), row)  # noqa: S608
    assert (verified(chain).fault, verified(chain).broken_at) == (Fault.APPENDED, LENGTH + 1)


@pytest.mark.parametrize("value", ["CAST(x'ff' AS TEXT)", "x'ff'", "7", "x''"])
@pytest.mark.parametrize("column", ["actor", "detail", "at", "hash", "previous_hash"])
def test_what_is_no_text_at_all_is_found_in_sqlite(
    sqlite_url: str, value: str, column: str
) -> None:
    with closing(open_database(sqlite_url)) as database:
        note(database, 3)
        tamper(database, f"UPDATE event SET {column} = {value} WHERE sequence = 2")  # noqa: S608
        assert (verified(database).fault, verified(database).broken_at) == (Fault.EDITED, 2)


REFUSED = [
    "UPDATE event SET actor = 'leon'",
    "UPDATE event SET actor = actor WHERE sequence = 99",
    "DELETE FROM event WHERE sequence = 3",
    "DELETE FROM event",
    "UPDATE audit_head SET sequence = 0",
    "UPDATE audit_head SET hash = hash",
    "DELETE FROM audit_head",
]
OF_SQLITE = [
    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE sequence = 3",
    "REPLACE INTO event SELECT * FROM event WHERE sequence = 3",
    "UPDATE OR REPLACE event SET sequence = 4 WHERE sequence = 3",
    "INSERT OR REPLACE INTO audit_head SELECT * FROM audit_head",
    "INSERT INTO audit_head VALUES (2, 0, x'')",
]
OF_POSTGRESQL = [
    "TRUNCATE event",
    "TRUNCATE audit_head",
    "INSERT INTO event SELECT * FROM event ON CONFLICT (sequence) DO UPDATE SET actor = 'leon'",
    "MERGE INTO event USING audit_head ON true WHEN MATCHED THEN DELETE",
]


def is_refused(database: Database, statement: str) -> bool:
    try:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        return "only ever added" in str(error) or "only moves on" in str(error)
    return False


def test_triggers_refuse_every_other_way_to_write(chain: Database) -> None:
    own = OF_POSTGRESQL if chain.locks_rows else OF_SQLITE
    let_through = [each for each in [*REFUSED, *own] if not is_refused(chain, each)]
    # Where no row matches, SQLite has nothing to refuse.
    assert let_through == ([] if chain.locks_rows else [REFUSED[1]])
    assert verified(chain).is_whole


CHAINED = [
    event.delete(),
    event.update().values(actor="leon"),
    event.insert().values(sequence=7),
    audit_head.update().values(sequence=9),
    audit_head.insert().values(id=2),
]


@pytest.mark.parametrize("statement", CHAINED)
def test_application_cannot_touch_the_chain(database: Database, statement: Executable) -> None:
    with pytest.raises(EventsAreKept), database.work() as work:
        work.connection.execute(statement)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM audit_head",
        "UPDATE audit_head SET hash = substr(hash, 1, 3)",
        "UPDATE audit_head SET sequence = 3",
    ],
)
def test_nothing_is_written_over_a_broken_chain(chain: Database, damage: str) -> None:
    tamper(chain, damage)
    with chain.work() as work:
        work.connection.execute(form.insert(), FORM)
        work.note("amina", "form.published", "screening")
        with pytest.raises(Refused) as refused:
            work.commit()
    assert refused.value.code is Code.AUDIT_BROKEN
    with chain.reading() as connection:
        assert connection.scalars(select(form.c.id)).all() == []


def test_checkpoint_finds_an_audit_written_anew_to_its_end(chain: Database) -> None:
    kept = make_checkpoint(chain, actor="leon")
    tamper(chain, "DELETE FROM event", f"UPDATE audit_head SET sequence = 0, hash = {zeros(chain)}")  # noqa: S608
    note(chain, LENGTH + 1)
    assert verified(chain).is_whole
    verdict = verified(chain, until=kept)
    assert (verdict.fault, verdict.broken_at) == (Fault.REWRITTEN, LENGTH)


def test_checkpoint_finds_an_audit_that_was_cut_off(chain: Database) -> None:
    before = verified(chain).head
    kept = make_checkpoint(chain, actor="leon")
    for each in range(2):
        note(chain)
        later = make_checkpoint(chain, actor="leon")
        assert later.sequence == kept.sequence + 2 * (each + 1)
    hash_ = f"x'{before.hash.hex()}'" if not chain.locks_rows else f"'\\x{before.hash.hex()}'"
    tamper(
        chain,
        f"DELETE FROM event WHERE sequence > {before.sequence}",  # noqa: S608
        f"UPDATE audit_head SET sequence = {before.sequence}, hash = {hash_}",  # noqa: S608
    )
    assert verified(chain, until=kept).is_whole
    assert verified(chain, until=later).fault is Fault.TRUNCATED


def test_chain_goes_on_past_a_checkpoint(chain: Database) -> None:
    kept = make_checkpoint(chain, actor="leon")
    note(chain, 3)
    verdict = verified(chain, until=kept)
    assert (verdict.is_whole, verdict.count) == (True, LENGTH + 4)


def test_there_is_no_checkpoint_of_a_broken_chain(chain: Database) -> None:
    tamper(chain, "DELETE FROM event WHERE sequence = 2")
    with pytest.raises(Refused, match="not whole") as refused:
        make_checkpoint(chain, actor="leon")
    assert refused.value.code is Code.CHAIN_BROKEN
    assert "Event 2 is missing" in refused.value.sentence


def test_checkpoint_is_found_in_a_letter(chain: Database) -> None:
    early, late = verified(chain).head, make_checkpoint(chain, actor="leon")
    letter = f"Dear Leon,\n on 22 November 2026, 12:00:\n\n> {late.text}\n"
    assert find_checkpoint(letter) == late
    assert find_checkpoint(late.text.lower()) == late
    assert find_checkpoint(f"{GENESIS.text}\n{early.text}\n") == early
    with pytest.raises(Refused, match="not a checkpoint"):
        find_checkpoint("Dear Leon")


def test_progress_is_told(chain: Database) -> None:
    told: list[int] = []
    with chain.reading() as connection:
        verify_chain(connection, tell=told.append)
    assert told == [0]


def zeros(database: Database) -> str:
    return "decode(repeat('00', 32), 'hex')" if database.locks_rows else "zeroblob(32)"
