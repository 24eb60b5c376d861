"""A password that is reset, or an account that is closed, while somebody signs in or is half in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from server.domain.permissions import Role
from server.errors import Code, Refused
from server.services.entrance import sessions
from server.services.entrance.desk import Desk, check_password
from server.services.entrance.enrolment import enrol_phone, offer_phone
from server.services.entrance.new_password import choose_password
from server.services.entrance.second_step import prove_typed
from server.services.entrance.sessions import Entry, SignedIn, Stage, find
from server.services.trust.passwords import remove_slot, reset_password
from server.services.trust.people import disable
from server.services.trust.slots import read_slots
from server.services.trust.vault import Unlocked
from server.storage.entrance.sign_in_tables import session
from server.storage.work import UnitOfWork
from server.vault.second_factor import TotpSecret
from server.vault.slots import SlotKind
from tests.console.visitor import Console, Visitor
from tests.simulators.office import NOON, PASSWORD

COOKIE = "__Host-lespwa_session"
NEW = "ten brown boats at anchor"


def _reset(work: UnitOfWork, leon: Unlocked) -> None:
    reset_password(work, "amina", by=leon, at=NOON)


def _disable(work: UnitOfWork, leon: Unlocked) -> None:
    disable(work, "amina", by=leon, at=NOON)


def _remove_slot(work: UnitOfWork, leon: Unlocked) -> None:
    others = [each.slot for each in read_slots(work.connection, SlotKind.CUSTODIAN)]
    [hers] = [each.id for each in others if each.owner != leon.account.id]
    remove_slot(work, hers, by=leon, at=NOON)


Overtaking = Callable[[UnitOfWork, Unlocked], None]
OVERTAKING = [_reset, _disable, _remove_slot]


def overtake(console: Console, done: Overtaking) -> None:
    """Let Leon, a Leader, do it while Amina is under way."""
    leon = console.signed_in(console.add("leon", Role.LEADER))
    with console.database.work() as work:
        done(work, leon)
        work.commit()


def rows(console: Console) -> int:
    with console.database.reading() as connection:
        return len(connection.execute(select(session.c.id)).all())


def half_way(console: Console) -> SignedIn:
    visitor = console.visitor()
    visitor.give_password()
    with console.database.reading() as connection:
        return find(connection, visitor.cookies[COOKIE], at=console.clock())


@pytest.mark.parametrize("done", OVERTAKING)
def test_password_checked_before_begins_no_session_after(
    console: Console, desk: Desk, done: Overtaking
) -> None:
    unlocked = check_password(desk, "amina", PASSWORD, at=console.clock())
    overtake(console, done)
    entry = Entry(stage=Stage.OPEN, browser="A browser", at=console.clock())
    with pytest.raises(Refused) as refused, console.database.work() as work:
        sessions.begin(work.connection, unlocked, entry)
    assert (refused.value.code, rows(console)) == (Code.SESSION_UNKNOWN, 0)


@pytest.mark.parametrize("done", OVERTAKING)
def test_open_session_ends(console: Console, amina: Visitor, done: Overtaking) -> None:
    amina.come_in()
    overtake(console, done)
    assert (amina.get("/").status_code, rows(console)) == (401, 0)


@pytest.mark.parametrize("done", OVERTAKING)
def test_session_that_waits_for_the_second_step_ends(
    console: Console, amina: Visitor, desk: Desk, done: Overtaking
) -> None:
    code = amina.come_in()[0]
    here = half_way(console)
    overtake(console, done)
    with pytest.raises(Refused) as refused:
        prove_typed(desk, here, code)
    assert (refused.value.code, rows(console)) == (Code.SESSION_UNKNOWN, 0)


@pytest.mark.parametrize("done", OVERTAKING)
def test_session_that_enrols_ends(console: Console, desk: Desk, done: Overtaking) -> None:
    here = half_way(console)
    secret = offer_phone(desk, here)
    assert isinstance(secret, TotpSecret)
    overtake(console, done)
    with pytest.raises(Refused):
        enrol_phone(desk, here, "123456")
    assert rows(console) == 0


def test_password_that_was_reset_is_not_changed_by_the_old_one(
    console: Console, amina: Visitor, desk: Desk
) -> None:
    amina.come_in()
    with console.database.reading() as connection:
        here = find(connection, amina.cookies[COOKIE], at=console.clock())
    overtake(console, _reset)
    with pytest.raises(Refused) as refused:
        choose_password(desk, here, PASSWORD, new=NEW, again=NEW)
    assert refused.value.code is Code.SIGN_IN_REFUSED


def test_even_a_session_written_late_does_not_count(console: Console, amina: Visitor) -> None:
    """As when the reset commits after the look at the password, and before the session."""
    amina.give_password()
    with console.database.upkeep() as connection:
        connection.execute(session.update().values(password_mark="0" * 64))
    assert amina.get("/second-step/new").status_code == 401
