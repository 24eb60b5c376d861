"""Roles of PostgreSQL: the door adds and reads nothing back, and none but the owner the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.domain.audit_actions import ACTIONS
from server.domain.audit_event import written_at
from server.errors import Code, Refused
from server.services import intake
from server.services.trust.audit import grant_role, verify_chain
from server.storage.all_tables import metadata
from server.storage.audit.guards import DOOR_ACTIONS
from server.storage.engine import Database, open_database, utc_now
from server.storage.grants import Part, grant
from tests.simulators.roles import opened_as
from tests.storage.senders import Office, Tablet

AUDIT = [
    "INSERT INTO event VALUES (9, 'x', 'x', 'x', 'x', '{}', '', '')",
    "UPDATE event SET actor = 'leon'",
    "DELETE FROM event",
    "TRUNCATE event",
    "DROP TABLE event",
    "DROP TRIGGER event_is_kept ON event",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "DROP FUNCTION lespwa_append",
    "DELETE FROM audit_head",
    "TRUNCATE audit_head",
    "SET session_replication_role = replica",
]
NOT_FOR_THE_DOOR = [
    "SELECT envelope FROM submission",
    "SELECT * FROM submission",
    "UPDATE submission SET envelope = ''",
    "DELETE FROM submission",
    "SELECT data FROM file_chunk",
    "UPDATE file_chunk SET data = ''",
    "DELETE FROM submission_file",
    "SELECT name FROM agent",
    "UPDATE agent SET revoked_at = NULL",
    "SELECT private_sealed FROM form_key",
    "INSERT INTO form_key VALUES ('', '', '', now(), true)",
    "SELECT source FROM form_version",
    "UPDATE form_version SET xform = ''",
    "SELECT * FROM event",
    "SELECT * FROM audit_head",
    "CREATE TABLE mine (id integer)",
]
CONSOLES = {"drafts", "desk_forms"}  # what is filled in and kept by whoever is signed in
DOORS_OWN = {
    *("agent", "form", "form_version", "form_media", "form_key"),
    *("submission", "submission_file", "throttle"),
}


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    with closing(open_database(postgresql_url)) as database:
        yield database


@pytest.fixture
def door(database: Database) -> Iterator[Database]:
    with opened_as(database, Part.INTAKE) as door:
        yield door


@pytest.fixture
def back_room(database: Database) -> Iterator[Database]:
    with opened_as(database, Part.OFFICE) as back_room:
        yield back_room


def is_denied(database: Database, statement: str) -> bool:
    try:
        with database.engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("statement", AUDIT)
def test_nobody_but_the_owner_can_change_the_audit(
    door: Database, back_room: Database, statement: str
) -> None:
    assert is_denied(door, statement)
    assert is_denied(back_room, statement)


@pytest.mark.parametrize("statement", NOT_FOR_THE_DOOR)
def test_door_reads_nothing_back_and_changes_nothing(door: Database, statement: str) -> None:
    assert is_denied(door, statement)


def test_door_reads_no_other_table(door: Database) -> None:
    others = metadata.tables.keys() - DOORS_OWN
    assert {each for each in others if is_denied(door, f'SELECT 1 FROM "{each}"')} == others  # noqa: S608
    assert not any(is_denied(door, f'SELECT count(*) FROM "{each}"') for each in DOORS_OWN)  # noqa: S608


def test_door_takes_in_and_the_office_files(
    door: Database, back_room: Database, tablet: Tablet, office: Office
) -> None:
    tablet.database = door
    office.database = back_room
    xml, files = tablet.seal(files=[("a.jpg", b"invented")])
    assert tablet.send(xml, {}).missing
    assert not tablet.send(xml, files).missing
    assert office.unseal() == 1
    with back_room.reading() as connection:
        assert verify_chain(connection).is_whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE submission SET state = 'disposed'",
        "UPDATE submission SET state = 'filed'",
        "UPDATE submission_file SET sha256 = '00'",
    ],
)
def test_door_hides_nothing_that_was_received(
    door: Database, tablet: Tablet, office: Office, statement: str
) -> None:
    tablet.send(*tablet.seal(files=[("a.jpg", b"invented")]))
    with door.engine.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE account (id integer)"))
        connection.execute(text("SET search_path = pg_temp, public"))
        with pytest.raises(DBAPIError, match="the door changes nothing that it holds"):
            connection.execute(text(statement))
    assert office.unseal() == 1


def test_brought_up_to_date_by_the_owner_is_enough(door: Database, back_room: Database) -> None:
    door.upgrade()
    back_room.upgrade()


def test_grant_takes_away_what_was_given_before(database: Database, door: Database) -> None:
    role = str(door.engine.url.username)
    with database.engine.begin() as connection:
        connection.execute(text(f'GRANT ALL ON submission, account, event TO "{role}"'))
        connection.execute(text(f'GRANT SELECT (name) ON agent TO "{role}"'))
        grant(connection, Part.INTAKE, role)
    for column, table in [("envelope", "submission"), ("login", "account"), ("name", "agent")]:
        assert is_denied(door, f"SELECT {column} FROM {table}")  # noqa: S608


def test_granting_is_an_event(database: Database, door: Database) -> None:
    grant_role(database, "intake", str(door.engine.url.username), actor="adam")
    with database.reading() as connection:
        told = connection.execute(text("SELECT actor, action, detail FROM event")).one()
    assert told == ("adam", "database.granted", '{"part":"intake"}')


@pytest.mark.parametrize(("role", "code"), [("x", Code.UNKNOWN_ROLE), ("lespwa", Code.OWNER_ROLE)])
def test_role_that_cannot_be_granted_is_refused(database: Database, role: str, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        grant_role(database, "office", role, actor="adam")
    assert refused.value.code is code


def test_sqlite_has_no_roles(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as database, pytest.raises(Refused) as refused:
        grant_role(database, "intake", "x", actor="adam")
    assert refused.value.code is Code.NO_ROLES


APPEND = text("SELECT lespwa_append(:at, :actor, :action, :subject, :detail)")
FIT = {
    "at": written_at(utc_now()),
    "actor": "web",
    "action": "submission.received",
    "subject": "s1",
    "detail": "{}",
}
UNFIT = {
    "no time": {"at": "now"},
    "time of no zone": {"at": "2026-11-22T12:00:00.000000"},
    "no such time": {"at": "2026-99-22T12:00:00.000000+00:00"},
    "nobody": {"actor": ""},
    "about nothing": {"subject": ""},
    "endless name": {"subject": "s" * 256},
    "no action": {"action": "Submission received"},
    "no JSON": {"detail": "{,}"},
    "no object": {"detail": "[]"},
    "two objects": {"detail": '{},"x",{}'},
    "too much": {"detail": '{"a":"' + "a" * 20_000 + '"}'},
}
FORGED = {
    "an export": {"action": "export.authorised"},
    "a sign-in": {"action": "sign_in.accepted"},
    "a disposal": {"action": "submission.disposed"},
    "in a person's name": {"actor": "leon"},
    "in nobody's name": {"actor": "agent:leon"},
}


def is_added(database: Database, **changed: str) -> bool:
    """Add an event past the application; tell whether the database took it."""
    with database.engine.connect() as connection:
        try:
            connection.execute(APPEND, {**FIT, **changed})
        except DBAPIError:
            return False
        connection.commit()
        return True


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("what", UNFIT)
def test_nobody_but_the_owner_adds_what_is_no_event(
    door: Database, back_room: Database, what: str
) -> None:
    assert not is_added(door, **UNFIT[what])
    assert not is_added(back_room, **UNFIT[what])


@pytest.mark.parametrize("days", [-2, 2])
def test_nobody_but_the_owner_adds_events_of_another_day(
    door: Database, back_room: Database, days: int
) -> None:
    at = written_at(utc_now() + timedelta(days=days))
    assert not is_added(door, at=at)
    assert not is_added(back_room, at=at)


@pytest.mark.parametrize("what", FORGED)
def test_door_adds_only_events_of_the_door(door: Database, what: str) -> None:
    assert not is_added(door, **FORGED[what])


def test_what_is_added_past_the_application_stands_in_the_chain(
    database: Database, door: Database, back_room: Database
) -> None:
    assert is_added(door)
    assert is_added(door, actor="agent:" + "a" * 32, action="submission.received_again")
    assert is_added(back_room, **FORGED["an export"])
    with database.reading() as connection:
        assert verify_chain(connection).count == 3


def test_clock_of_another_day_is_one_sentence(back_room: Database) -> None:
    back_room.clock = lambda: utc_now() - timedelta(days=3)
    with back_room.work() as work:
        work.note("amina", "form.published", "tip")
        with pytest.raises(Refused) as refused:
            work.commit()
    assert refused.value.code is Code.CLOCKS_DIFFER


def test_door_notes_what_the_database_lets_it_note() -> None:
    assert set(DOOR_ACTIONS) <= ACTIONS.keys()
    rooms = [each for each in Path(intake.__path__[0]).glob("*.py") if each.stem not in CONSOLES]
    source = "".join(each.read_text() for each in rooms)
    assert set(DOOR_ACTIONS) == {each for each in ACTIONS if f'"{each}"' in source}


def test_table_of_the_callers_does_not_stand_in_for_the_audit(door: Database) -> None:
    with door.engine.connect() as connection:
        connection.execute(
            text("CREATE TEMPORARY TABLE audit_head (id int, sequence int, hash bytea)")
        )
        connection.execute(
            text("INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'))")
        )
        connection.execute(APPEND, FIT)
        assert connection.scalar(text("SELECT sequence FROM pg_temp.audit_head")) == 0
