"""Sessions end when their owner says so, when a Leader does, and with the password."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.permissions import Role
from server.services.entrance.session_end import end_sessions
from server.services.trust.people import disable
from server.storage.entrance.sign_in_tables import session
from tests.console.visitor import Console, Visitor

UNKNOWN = "You are not signed in here any more; please sign in again."


COOKIE = "__Host-lespwa_session"


@pytest.fixture
def signed_in(amina: Visitor) -> Visitor:
    amina.come_in()
    return amina


def is_out(visitor: Visitor) -> bool:
    return visitor.get("/").status_code == 401 and visitor.problem == UNKNOWN


def test_sign_out_ends_the_session_for_good(console: Console, signed_in: Visitor) -> None:
    stolen = signed_in.cookies[COOKIE]
    signed_in.send("/sign-out", shown="/")
    assert COOKIE not in signed_in.cookies
    signed_in.client.set_cookie(COOKIE, stolen, domain="console.example.org")
    assert is_out(signed_in)
    assert console.events("sign_out")[0][0] == console.custody.account.id


def test_sessions_are_listed_and_ended_one_by_one(console: Console, signed_in: Visitor) -> None:
    other = console.visitor()
    other.phone = signed_in.phone
    other.come_back()
    page = signed_in.get("/sessions").text
    assert page.count("Firefox on Linux") == 2
    signed_in.send("/sessions", end=page.split('name="end" value="')[1][:32])
    assert signed_in.get("/sessions").text.count("Firefox on Linux") == 1
    assert is_out(other)


def test_all_other_sessions_end_at_once(console: Console, signed_in: Visitor) -> None:
    other = console.visitor()
    other.phone = signed_in.phone
    other.come_back()
    signed_in.send("/sessions")
    assert signed_in.get("/").status_code == 200
    assert is_out(other)


def test_session_that_has_ended_is_refused_gently(signed_in: Visitor) -> None:
    assert signed_in.send("/sessions", end="0" * 32).status_code == 404


def test_leader_ends_the_session_of_another(console: Console, signed_in: Visitor) -> None:
    console.add("leon", Role.LEADER)
    leon = console.visitor()
    leon.come_in("leon")
    page = leon.get("/sessions/everybody").text
    assert "Amina Made-Up" in page
    leon.send("/sessions/everybody", end=page.split('name="end" value="')[1][:32])
    assert is_out(signed_in)
    assert console.events("session.revoked")[-1][1] == console.custody.account.id


def test_operator_ends_no_session_of_another(console: Console, signed_in: Visitor) -> None:
    assert signed_in.get("/").status_code == 200
    console.add("olu", Role.OPERATOR)
    olu = console.visitor()
    olu.come_in("olu")
    with console.database.reading() as connection:
        owner = session.c.account_id == console.custody.account.id
        wanted = connection.scalar(select(session.c.id).where(owner))
    assert olu.send("/sessions", end=str(wanted)).status_code == 403
    assert signed_in.get("/").status_code == 200
    assert console.events("access.refused")[-1][1] == "session.revoke"


def test_closed_account_ends_its_sessions(console: Console) -> None:
    console.add("bo", Role.OPERATOR)
    bo = console.visitor()
    bo.come_in("bo")
    with console.database.work() as work:
        disable(work, "bo", by=console.signed_in(console.custody.account), at=console.clock())
        work.commit()
    assert is_out(bo)


def test_ending_sessions_is_noted_even_when_there_are_none(console: Console) -> None:
    with console.database.work() as work:
        assert end_sessions(work, console.custody.account.id, actor="amina") == 0
        work.commit()
    assert console.events("session.revoked")[0][2] == {"sessions": 0}
