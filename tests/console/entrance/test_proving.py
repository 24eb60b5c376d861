"""Before a second factor is changed, an open session shows once more who it is."""

from __future__ import annotations

import re

import pytest

from server.domain.permissions import Role
from tests.console.visitor import HTTPS, Console, Visitor, codes_of
from tests.simulators.office import PASSWORD
from tests.simulators.security_key import SecurityKey

AGAIN, ALL, ENROL = "/second-step/again", "/second-step/all", "/second-step/new"


@pytest.fixture
def left_open(amina: Visitor) -> Visitor:
    """Amina, who signed in eleven minutes ago and is still at it."""
    amina.come_in()
    amina.clock.on(minutes=11)
    return amina


def test_for_ten_minutes_after_signing_in_nothing_is_asked(amina: Visitor) -> None:
    amina.come_in()
    amina.clock.on(minutes=9)
    assert len(codes_of(amina.send(ALL))) == 10


def test_open_session_alone_changes_no_factor(left_open: Visitor) -> None:
    factor = "0" * 32
    assert left_open.get(ENROL).location == "/console/second-step/again"
    for path, fields in ((ALL, {}), (ALL, {"remove": factor}), (ENROL, {"code": "123456"})):
        assert left_open.send(path, shown=AGAIN, **fields).location == f"/console{AGAIN}"
    assert "Make ten new codes" not in left_open.get(ALL).text


@pytest.mark.parametrize(
    ("password", "code", "said"),
    [
        ("wrong", None, "The password is wrong."),
        (PASSWORD, "000000", "not right"),
        (PASSWORD, "", "not right"),
    ],
)
def test_password_or_code_alone_is_not_enough(
    left_open: Visitor, password: str, code: str | None, said: str
) -> None:
    assert left_open.prove_again(password=password, code=code).status_code == 401
    assert said in left_open.problem
    assert left_open.get(ENROL).location == f"/console{AGAIN}"


def test_password_and_phone_open_the_change_for_ten_minutes(
    console: Console, left_open: Visitor
) -> None:
    assert left_open.prove_again().location == "/console/second-step/all"
    assert len(codes_of(left_open.send(ALL))) == 10
    told = console.events("sign_in.proved_again")[-1]
    assert (told[0], told[2]["factor"]) == (console.custody.account.id, "phone")
    left_open.clock.on(minutes=10)
    assert left_open.get(ENROL).location == f"/console{AGAIN}"


def test_digits_that_were_shown_again_are_used_up(console: Console, left_open: Visitor) -> None:
    left_open.prove_again()
    thief = console.visitor()
    thief.give_password()
    thief.send("/second-step", code=left_open.digits())
    assert "used already" in thief.problem


def test_security_key_opens_the_change(console: Console) -> None:
    key, amina = SecurityKey(origin=HTTPS), console.visitor()
    amina.give_password()
    send_key(amina, ENROL, key.create(amina.options(ENROL)))
    amina.clock.on(minutes=11)
    answer = key.get(amina.options(AGAIN))
    assert send_key(amina, AGAIN, answer, password="wrong") == 401  # noqa: S106 - it is
    answer = key.get(amina.options(AGAIN))
    assert send_key(amina, AGAIN, answer, password=PASSWORD) == 303
    assert len(codes_of(amina.send(ALL))) == 10
    assert send_key(amina, AGAIN, answer, password=PASSWORD) == 401  # its challenge was used


def send_key(visitor: Visitor, path: str, answer: str, **fields: str) -> int:
    """Send a key's answer from the page shown, which is not loaded again; return the status."""
    found = re.search(r'csrf_token" value="([^"]+)"', visitor.page.text if visitor.page else "")
    token = found[1] if found else visitor.token("/password")
    data = {"csrf_token": token, "security_key": answer, **fields}
    headers = {"Referer": f"{HTTPS}/"}
    where = f"/console{path}"
    visitor.page = visitor.client.post(where, base_url=HTTPS, data=data, headers=headers)
    return visitor.page.status_code


def test_whoever_has_no_second_factor_shows_the_password(console: Console) -> None:
    console.add("olu", Role.OPERATOR)
    olu = console.visitor()
    olu.come_in("olu")
    olu.clock.on(minutes=11)
    assert 'name="code"' not in olu.get(AGAIN).text
    assert olu.send(AGAIN, password="wrong").status_code == 401  # noqa: S106 - it is
    assert olu.send(AGAIN, password=PASSWORD).location == "/console/second-step/all"
    assert olu.get(ENROL).status_code == 200


def test_guesses_at_showing_again_are_slowed_down(left_open: Visitor) -> None:
    tries = [left_open.send(AGAIN, password=PASSWORD, code=f"{n:06}") for n in range(7)]
    assert [each.status_code for each in tries] == [401] * 6 + [429]


def test_new_password_alone_does_not_count_as_shown_again(left_open: Visitor) -> None:
    new = "ten brown boats at anchor"
    left_open.send("/password", password=PASSWORD, new=new, again=new)
    assert left_open.get("/").status_code == 200
    assert left_open.get(ENROL).location == f"/console{AGAIN}"
