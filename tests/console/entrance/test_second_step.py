from __future__ import annotations

import secrets

from sqlalchemy import update

from server.services.trust.recovery import begin_recovery, new_recovery_code, recover
from server.storage.entrance.sign_in_tables import second_factor
from tests.console.visitor import Console, Visitor
from tests.simulators.office import PASSWORD

UNCHECKED = "The security key could not be checked; please try again."
ENROL, STEP, ALL = "/second-step/new", "/second-step", "/second-step/all"


def test_damaged_secret_refuses_and_printed_codes_help(console: Console, amina: Visitor) -> None:
    codes = amina.come_in()
    with console.database.work() as work:
        work.connection.execute(
            update(second_factor)
            .values(secret_sealed=b"x" * 60)
            .where(second_factor.c.secret_sealed.is_not(None))
        )
        work.note("test", "second_factor.removed", "second_factor")
        work.commit()
    amina.come_back()
    assert "not right" in amina.problem
    amina.send(STEP, code=codes[0])
    assert amina.location == "/console/"


def test_two_requests_with_one_code_let_one_in(console: Console, amina: Visitor) -> None:
    code = amina.come_in()[0]
    waiting = console.visitor()
    waiting.give_password()
    cookie = waiting.cookies["__Host-lespwa_session"]
    waiting.send(STEP, code=code)
    waiting.client.set_cookie("__Host-lespwa_session", cookie, domain="console.example.org")
    assert waiting.get(STEP).status_code == 401


def test_recovery_code_forgets_the_second_step(console: Console, amina: Visitor) -> None:
    amina.come_in()
    with console.database.work() as work:
        recovery = begin_recovery(work.connection, console.custody.code.text)
        code = new_recovery_code(secrets.token_bytes)
        recover(work, recovery, "amina", PASSWORD, code=code, at=console.clock())
        work.commit()
    assert amina.get("/").status_code == 401
    amina.give_password()
    assert amina.location == "/console/second-step/new"
