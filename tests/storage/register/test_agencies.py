"""The register of agencies."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Actor, Role, Standing
from server.domain.agencies import AgencyKind
from server.errors import Code, Refused
from server.services.intake.admission import Credentials, authenticate
from server.services.register.agencies import (
    Agency,
    add_agency,
    close_agency,
    known_agency,
    known_or_new,
    list_agencies,
)
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.staff import AMINA, POST, hire

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BO = Actor(id="bo", role=Role.CASE_WORKER, standing=Standing.GOOD)


def add(database: Database, name: str, kind: AgencyKind = AgencyKind.POLICE) -> Agency:
    with database.work() as work:
        added = add_agency(work, name, kind, by=AMINA, at=NOW)
        work.commit()
    return added


def close(database: Database, name: str, *, with_agents: bool = False) -> tuple[Agency, int]:
    with database.work() as work:
        closed = close_agency(work, name, by=AMINA, at=NOW, with_agents=with_agents)
        work.commit()
    return closed


def listed(database: Database) -> list[tuple[str, bool, int]]:
    with database.reading() as connection:
        found = list_agencies(connection, NOW)
    return [(each.agency.name, each.agency.is_open, each.agents) for each in found]


def actions(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))


def test_agencies_are_listed_by_name_with_their_agents(database: Database) -> None:
    add(database, "test border desk", AgencyKind.IMMIGRATION)
    with database.work() as work:
        for days in (1, 1, -1):
            hire(work, NOW, lasts=timedelta(days=days))
        work.commit()
    assert listed(database) == [(POST, True, 2), ("test border desk", True, 0)]


@pytest.mark.parametrize(
    "name", ["Example Police Post", "EXAMPLE police-post", " example  police post. "]
)
def test_agency_is_found_however_it_is_typed(database: Database, name: str) -> None:
    added = add(database, "Example Police Post")
    with database.reading() as connection:
        assert known_agency(connection, name) == added
    with pytest.raises(Refused, match="already"):
        add(database, name)


def test_unknown_agency_is_suggested(database: Database) -> None:
    add(database, "Example Police Post")
    add(database, "Sample School", AgencyKind.SCHOOL)
    with database.reading() as connection:
        with pytest.raises(Refused, match="did you mean “Example Police Post”"):
            known_agency(connection, "Exmaple Polise Post")
        with pytest.raises(Refused, match="did you mean “Sample School”"):
            known_agency(connection, "school")
        with pytest.raises(Refused, match="called Zzz; add it with"):
            known_agency(connection, "Zzz")


@pytest.mark.parametrize("name", ["", "...", "a\nb", "x" * 121])
def test_agency_needs_a_name(database: Database, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(database, name)
    assert refusal.value.code is Code.BAD_AGENCY


def test_closed_agency_is_opened_by_adding_it_again(database: Database) -> None:
    first = add(database, "Sample School", AgencyKind.SCHOOL)
    close(database, "Sample School")
    assert listed(database) == [("Sample School", False, 0)]
    again = add(database, "SAMPLE school", AgencyKind.HEALTH)
    assert (again.id, again.kind, again.is_open) == (first.id, AgencyKind.HEALTH, True)
    assert listed(database) == [("SAMPLE school", True, 0)]
    assert actions(database) == ["agency.added", "agency.closed", "agency.reopened"]


def test_agency_is_not_closed_over_its_agents(database: Database) -> None:
    with database.work() as work:
        _, token = hire(work, NOW)
        work.commit()
    with pytest.raises(Refused, match=r"can still send \(1\)"):
        close(database, POST)
    with database.reading() as connection:
        assert authenticate(connection, Credentials(token=token), NOW)


def test_agency_is_closed_with_its_agents(database: Database) -> None:
    with database.work() as work:
        _, token = hire(work, NOW)
        work.commit()
    assert close(database, POST, with_agents=True)[1] == 1
    with database.reading() as connection, pytest.raises(Refused):
        authenticate(connection, Credentials(token=token), NOW)
    assert actions(database)[-2:] == ["agent.revoked", "agency.closed"]
    with pytest.raises(Refused, match="is closed"):
        close(database, POST)


def test_agency_is_made_where_a_kind_is_given(database: Database) -> None:
    with database.work() as work:
        made = known_or_new(work, "Sample School", AgencyKind.SCHOOL, by=AMINA, at=NOW)
        assert known_or_new(work, "sample school", AgencyKind.HEALTH, by=AMINA, at=NOW) == made
        assert known_or_new(work, "sample school", None, by=AMINA, at=NOW) == made
        with pytest.raises(Refused, match="no agency called Other"):
            known_or_new(work, "Other", None, by=AMINA, at=NOW)


def test_case_worker_neither_adds_nor_closes(database: Database) -> None:
    add(database, "Sample School")
    with database.work() as work:
        with pytest.raises(Refused, match="does not allow"):
            add_agency(work, "Other", AgencyKind.OTHER, by=BO, at=NOW)
        with pytest.raises(Refused, match="does not allow"):
            close_agency(work, "Sample School", by=BO, at=NOW)


def test_two_people_adding_the_same_agency_make_one(database: Database) -> None:
    with ThreadPoolExecutor(1) as other:
        with database.work() as first:
            add_agency(first, "Sample School", AgencyKind.SCHOOL, by=AMINA, at=NOW)
            second = other.submit(add, database, "sample school", AgencyKind.SCHOOL)
            time.sleep(0.3)  # it waits for the first to make up their mind
            first.commit()
        with pytest.raises(Refused, match="already"):
            second.result()
    assert len(listed(database)) == 1
