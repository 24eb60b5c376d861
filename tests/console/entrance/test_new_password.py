"""Who chooses a new password keeps this session and loses all others."""

from __future__ import annotations

import pytest

from server.domain.permissions import Role
from server.services.trust.passwords import reset_password
from tests.console.visitor import Console, Visitor
from tests.simulators.office import PASSWORD

UNKNOWN = "You are not signed in here any more; please sign in again."


COOKIE = "__Host-lespwa_session"


NEW = "ten brown boats at anchor"


@pytest.fixture
def signed_in(amina: Visitor) -> Visitor:
    amina.come_in()
    return amina


def is_out(visitor: Visitor) -> bool:
    return visitor.get("/").status_code == 401 and visitor.problem == UNKNOWN


def test_new_password_ends_all_sessions_but_this(console: Console, signed_in: Visitor) -> None:
    other = console.visitor()
    other.phone = signed_in.phone
    other.come_back()
    before = signed_in.cookies[COOKIE]
    signed_in.send("/password", password=PASSWORD, new=NEW, again=NEW)
    assert signed_in.get("/").status_code == 200
    assert signed_in.cookies[COOKIE] != before
    assert is_out(other)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, NEW, "present password is wrong"),
        (PASSWORD, NEW, NEW + "x", "same way twice"),
        (PASSWORD, "short", "short", "cannot be used"),
    ],
)
def test_password_change_is_refused(
    signed_in: Visitor, old: str, new: str, again: str, words: str
) -> None:
    signed_in.send("/password", password=old, new=new, again=again)
    assert words in signed_in.problem
    signed_in.come_back()
    assert signed_in.location == "/console/"


def test_temporary_password_is_not_chosen_again_in_the_console(console: Console) -> None:
    leon = console.add("leon", Role.LEADER)
    with console.database.work() as work:
        given = reset_password(work, "amina", by=console.signed_in(leon), at=console.clock())
        work.commit()
    amina, password = console.visitor(), given.password or ""
    amina.give_password("amina", password)
    amina.enrol_phone()
    amina.send("/password", password=password, new=password, again=password)
    assert "which somebody else knows" in amina.problem
    assert amina.get("/sessions").location == "/console/password"
    amina.send("/password", password=password, new=NEW, again=NEW)
    assert amina.get("/sessions").status_code == 200
