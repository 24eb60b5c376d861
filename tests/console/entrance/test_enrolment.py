"""A second factor is enrolled by who holds it, and by nobody who began before them."""

from __future__ import annotations

import re

from sqlalchemy import select

from server.storage.entrance.sign_in_tables import second_factor
from tests.console.visitor import Console, Visitor

ENROL, STEP, ALL = "/second-step/new", "/second-step", "/second-step/all"


def test_wrong_digits_enrol_nothing(amina: Visitor) -> None:
    amina.give_password()
    amina.send(ENROL, code="000000")
    assert "not right" in amina.problem
    assert amina.get("/").location == "/console/second-step/new"


def test_offered_secret_stays_the_same_until_it_is_taken(amina: Visitor) -> None:
    amina.give_password()
    shown = 'class="secret">(.*)<'
    first, second = (re.findall(shown, amina.get(ENROL).text) for _ in range(2))
    assert first == second
    amina.enrol_phone()
    assert re.findall(shown, amina.get(ENROL).text) != first


def test_phone_secret_is_nowhere_in_clear(console: Console, amina: Visitor) -> None:
    amina.come_in()
    assert amina.phone is not None
    with console.database.reading() as connection:
        rows = connection.execute(select(second_factor.c.secret_sealed)).all()
    assert amina.phone.secret.encode() not in b"".join(row[0] or b"" for row in rows)
    assert amina.phone.secret not in console.log.getvalue()


def test_second_phone_brings_no_new_codes(amina: Visitor) -> None:
    amina.come_in()
    amina.clock.on(minutes=5)
    assert amina.send(ENROL, code="123456").status_code == 401
    assert amina.enrol_phone() == []
    assert amina.get(ALL).text.count("<h2>Phone</h2>") == 2


def test_session_begun_before_the_owner_enrolled_adds_no_phone(
    console: Console, amina: Visitor
) -> None:
    thief = console.visitor(address="198.51.100.9")
    thief.give_password()
    amina.come_in()
    thief.enrol_phone()
    assert "sign in again" in thief.page.text if thief.page else False
    assert len(console.events("second_factor.added")) == 1
