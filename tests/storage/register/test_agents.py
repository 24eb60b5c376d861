"""Agents and their access codes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Actor, Role, Standing
from server.domain.agencies import AgencyKind
from server.domain.forms import Audience
from server.errors import Code, Refused
from server.services.intake.admission import Bearer, Credentials, Token, authenticate, who_is_meant
from server.services.register.agencies import close_agency
from server.services.register.agents import (
    Agent,
    Changes,
    NewAgent,
    add_agent,
    change_agent,
    known_agent,
    list_agents,
    new_token,
    renew_agent,
    revoke_agent,
)
from server.storage.engine import Database
from server.storage.tables import agency, agent, event
from tests.simulators.staff import AMINA, POST
from tests.storage.hiring import MONTH, NOW, add, agency_of, revoke

CRUZ = Actor(id="cruz", role=Role.ADMINISTRATOR, standing=Standing.GOOD)
BO = Actor(id="bo", role=Role.CASE_WORKER, standing=Standing.GOOD)


def change(database: Database, agent_id: str, changes: Changes, at: datetime = NOW) -> Agent:
    with database.work() as work:
        changed = change_agent(work, agent_id, changes, by=AMINA, at=at)
        work.commit()
    return changed


def renew(database: Database, agent_id: str, at: datetime = NOW) -> Token:
    with database.work() as work:
        _, token = renew_agent(work, agent_id, by=AMINA, at=at)
        work.commit()
    return token


def admitted(
    database: Database, token: str, at: datetime = NOW, user_name: str | None = None
) -> Bearer | None:
    shown = Credentials(token=token, user_name=user_name)
    with database.reading() as connection:
        try:
            return authenticate(connection, shown, at)
        except Refused:
            return None


def actions(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))


def test_agent_is_admitted_by_its_code(database: Database) -> None:
    bo, token = add(database)
    assert admitted(database, token) == Bearer(id=bo.id, audiences=frozenset({Audience.AGENCY}))


def test_agent_is_kept_as_it_was_added(database: Database) -> None:
    bo, _ = add(database, audiences=(Audience.AGENCY, Audience.HOTLINE))
    with database.reading() as connection:
        assert list_agents(connection) == [bo]


def test_code_has_256_bits_and_fits_an_address() -> None:
    token = new_token()
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()
    assert new_token() != token


def test_code_is_kept_nowhere(database: Database) -> None:
    _, token = add(database)
    with database.reading() as connection:
        rows = [row for each in (agent, agency, event) for row in connection.execute(select(each))]
    assert token not in str(rows)
    assert token not in repr(Credentials(token=token))


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43, "x" * 44, "x\n"])
def test_unknown_code_is_not_admitted(database: Database, token: str) -> None:
    add(database)
    assert admitted(database, token) is None


def test_user_name_is_the_id_or_its_beginning(database: Database) -> None:
    bo, token = add(database)
    for name in (bo.id, bo.id[:8], f" {bo.id[:8].upper()} "):
        assert admitted(database, token, user_name=name) is not None
    for name in ("", bo.id[:7], "f" * 8 if bo.id[0] != "f" else "0" * 8, f"{bo.id}0"):
        assert admitted(database, token, user_name=name) is None


def test_user_name_tells_who_is_meant(database: Database) -> None:
    bo, _ = add(database)
    with database.reading() as connection:
        assert who_is_meant(connection, bo.id[:8].upper()) == bo.id
        assert who_is_meant(connection, bo.id[:7]) is None
        assert who_is_meant(connection, "%" * 8) is None


def test_code_expires(database: Database) -> None:
    _, token = add(database)
    assert admitted(database, token, NOW + MONTH - timedelta(seconds=1)) is not None
    assert admitted(database, token, NOW + MONTH) is None


def test_code_without_an_end_does_not_expire(database: Database) -> None:
    _, token = add(database, expires_at=None)
    assert admitted(database, token, NOW + timedelta(days=9999)) is not None


def test_withdrawn_code_stops_at_once(database: Database) -> None:
    bo, token = add(database)
    revoke(database, bo.id)
    assert admitted(database, token) is None


def test_withdrawing_twice_is_noted_once(database: Database) -> None:
    bo, _ = add(database)
    revoke(database, bo.id)
    revoke(database, bo.id)
    assert actions(database) == ["agency.added", "agent.added", "agent.revoked"]


def test_new_code_replaces_the_old_one(database: Database) -> None:
    bo, old = add(database)
    new = renew(database, bo.id)
    assert admitted(database, old) is None
    assert admitted(database, new) is not None
    assert actions(database)[-1] == "agent.renewed"


def test_withdrawn_agent_gets_no_new_code(database: Database) -> None:
    bo, _ = add(database)
    revoke(database, bo.id)
    with pytest.raises(Refused, match="add the agent again"):
        renew(database, bo.id)


@pytest.mark.parametrize("agent_id", ["nobody", "", "%", "____", "abc"])
def test_unknown_agent_cannot_be_changed(database: Database, agent_id: str) -> None:
    add(database)
    with pytest.raises(Refused, match="no one agent"):
        renew(database, agent_id)
    with pytest.raises(Refused, match="no one agent"):
        revoke(database, agent_id)


def test_agent_is_found_by_the_beginning_of_its_id(database: Database) -> None:
    bo, _ = add(database)
    with database.reading() as connection:
        assert known_agent(connection, f" {bo.id[:6].upper()}") == bo


def test_agents_are_listed_in_order(database: Database) -> None:
    names = ["Zed", "Ann", "Moe"]
    for number, name in enumerate(names):
        new = NewAgent(name=name, agency=agency_of(database), trained_on=date(2026, 1, 1))
        with database.work() as work:
            add_agent(work, new, by=AMINA, at=NOW + timedelta(seconds=number))
            work.commit()
    with database.reading() as connection:
        assert [each.name for each in list_agents(connection)] == names


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "two\nlines", "a\0b"])
def test_agent_needs_a_name_of_one_line(database: Database, name: str) -> None:
    with pytest.raises(Refused, match="one line"):
        add(database, name=name)


@pytest.mark.requirement("R13", "R36")
def test_agent_with_a_lapsed_training_gets_no_code(database: Database) -> None:
    with pytest.raises(Refused, match="no longer counts"):
        add(database, trained_on=date(2025, 11, 22))
    bo, _ = add(database)
    with pytest.raises(Refused, match="no longer counts"):
        renew(database, bo.id, NOW + timedelta(days=320))


@pytest.mark.requirement("R36")
def test_lapsed_training_stops_no_report(database: Database) -> None:
    _, token = add(database, expires_at=NOW + timedelta(days=400))
    assert admitted(database, token, NOW + timedelta(days=399)) is not None


@pytest.mark.requirement("R36")
def test_longer_time_needs_a_training_that_counts(database: Database) -> None:
    bo, _ = add(database)
    late = NOW + timedelta(days=320)
    for longer in (late + MONTH, late):
        with pytest.raises(Refused, match="no longer time"):
            change(database, bo.id, Changes(expires_at=longer), late)
    both = Changes(expires_at=late + MONTH, trained_on=late.date())
    assert change(database, bo.id, both, late).expires_at == late + MONTH


def test_time_can_always_be_cut_short(database: Database) -> None:
    bo, token = add(database, expires_at=None)
    late = NOW + timedelta(days=400)
    change(database, bo.id, Changes(expires_at=late), late)
    assert admitted(database, token, late) is None


def test_training_to_come_does_not_count(database: Database) -> None:
    add(database, trained_on=NOW.date())
    with pytest.raises(Refused, match="still to come"):
        add(database, trained_on=date(2026, 11, 24))


@pytest.mark.requirement("R13")
def test_forms_for_agencies_are_for_public_agents(database: Database) -> None:
    friends = agency_of(database, "Invented Friends", AgencyKind.NGO)
    with pytest.raises(Refused, match="not a public agency"):
        add(database, agency=friends)
    bo, _ = add(database, agency=friends, audiences=(Audience.PUBLIC,))
    with pytest.raises(Refused, match="not a public agency"):
        change(database, bo.id, Changes(audiences=(Audience.AGENCY,)))


def test_agent_is_offered_something(database: Database) -> None:
    with pytest.raises(Refused, match="nobody's forms"):
        add(database, audiences=())


def test_change_is_kept_and_noted(database: Database) -> None:
    bo, token = add(database)
    clinic = agency_of(database, "Invented Health Centre", AgencyKind.HEALTH)
    wanted = Changes(agency=clinic, audiences=(Audience.HOTLINE,), trained_on=NOW.date())
    changed = change(database, bo.id, wanted)
    with database.reading() as connection:
        assert list_agents(connection) == [changed]
        detail = connection.scalars(
            select(event.c.detail).order_by(event.c.sequence.desc())
        ).first()
    assert detail == {"what": ["agency_id", "audiences", "trained_on"]}
    assert admitted(database, token) == Bearer(id=bo.id, audiences=frozenset({Audience.HOTLINE}))


def test_change_of_nothing_is_not_noted(database: Database) -> None:
    bo, _ = add(database)
    assert change(database, bo.id, Changes()) == bo
    assert actions(database) == ["agency.added", "agent.added"]


def test_withdrawn_agent_is_not_changed(database: Database) -> None:
    bo, _ = add(database)
    revoke(database, bo.id)
    with pytest.raises(Refused, match="add the agent again"):
        change(database, bo.id, Changes(trained_on=NOW.date()))


def test_closed_agency_has_no_new_codes(database: Database) -> None:
    bo, token = add(database, expires_at=NOW - MONTH)
    with database.work() as work:
        close_agency(work, POST, by=AMINA, at=NOW)
        work.commit()
    with pytest.raises(Refused, match="is closed"):
        renew(database, bo.id)
    with pytest.raises(Refused, match="is closed"):
        change(database, bo.id, Changes(expires_at=NOW + MONTH))
    with pytest.raises(Refused, match="is closed"):
        add(database)
    assert admitted(database, token) is None


def test_administrator_withdraws_and_does_not_add(database: Database) -> None:
    bo, _ = add(database)
    new = NewAgent(name="Cruz", agency=bo.agency, trained_on=NOW.date())
    with database.work() as work:
        for refused in (
            lambda: add_agent(work, new, by=CRUZ, at=NOW),
            lambda: change_agent(work, bo.id, Changes(), by=CRUZ, at=NOW),
            lambda: renew_agent(work, bo.id, by=CRUZ, at=NOW),
            lambda: revoke_agent(work, bo.id, by=BO, at=NOW),
        ):
            with pytest.raises(Refused) as refusal:
                refused()
            assert refusal.value.code is Code.NOT_ALLOWED
        assert revoke_agent(work, bo.id, by=CRUZ, at=NOW) == bo
