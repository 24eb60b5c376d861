from __future__ import annotations

from datetime import timedelta

import pytest

from server.domain.permissions import Role
from server.storage.trust.trust_tables import vault_state
from tests.console.visitor import Console, Visitor
from tests.simulators.office import PASSWORD

WRONG = "The login or the password is wrong."


def test_first_sign_in_enrols_a_phone_and_shows_ten_codes(amina: Visitor) -> None:
    codes = amina.come_in()
    assert len(set(codes)) == 10
    assert "Earlier codes" not in (amina.page.text if amina.page else "")
    assert "Amina Made-Up" in amina.get("/").text


def test_later_sign_in_asks_for_the_phone(amina: Visitor) -> None:
    amina.come_in()
    amina.come_back()
    assert amina.location == "/console/"
    assert amina.get("/").status_code == 200


def test_password_alone_opens_nothing(console: Console, amina: Visitor) -> None:
    amina.come_in()
    other = console.visitor()
    other.give_password()
    for path in ("/", "/sessions", "/password", "/second-step/all", "/second-step/new"):
        assert other.get(path).location == "/console/second-step"


def test_unenrolled_custodian_gets_no_further_than_enrolment(amina: Visitor) -> None:
    amina.give_password()
    for path in ("/", "/sessions", "/password", "/second-step/all", "/second-step"):
        assert amina.get(path).location == "/console/second-step/new"


def test_administrator_without_a_key_signs_in_by_password(console: Console) -> None:
    console.add("ada", Role.ADMINISTRATOR)
    ada = console.visitor()
    ada.come_in("ada")
    assert ada.location == "/console/"
    assert "Administrator" in ada.get("/").text


@pytest.mark.parametrize(("login", "password"), [("amina", "wrong"), ("nobody", "wrong")])
def test_wrong_password_and_unknown_login_get_the_same_answer(
    amina: Visitor, login: str, password: str
) -> None:
    answer = amina.give_password(login, password)
    assert (answer.status_code, amina.problem) == (401, WRONG)


def test_digits_that_were_used_are_refused(console: Console, amina: Visitor) -> None:
    amina.come_in()
    amina.come_back()
    thief = console.visitor()
    thief.phone = amina.phone
    thief.give_password()
    thief.send("/second-step", code=thief.digits())
    assert "used already" in thief.problem
    assert thief.get("/").location == "/console/second-step"


@pytest.mark.parametrize(
    ("seconds", "is_let_in"), [(-30, True), (30, True), (-60, False), (60, False)]
)
def test_digits_of_a_neighbouring_step_are_taken(
    amina: Visitor, *, seconds: int, is_let_in: bool
) -> None:
    amina.come_in()
    amina.clock.on(seconds=120)
    amina.give_password()
    assert amina.phone is not None
    amina.send("/second-step", code=amina.phone.at(amina.clock() + timedelta(seconds=seconds)))
    assert (amina.location == "/console/") is is_let_in


def test_digits_are_not_good_again_when_the_clock_is_set_back(
    console: Console, amina: Visitor
) -> None:
    amina.come_in()
    amina.clock.on(minutes=5)
    amina.come_back()
    used = amina.digits()
    amina.clock.on(seconds=-30)
    thief = console.visitor()
    thief.give_password()
    for code in (used, amina.digits()):
        assert thief.send("/second-step", code=code).status_code == 401
    amina.clock.on(seconds=90)
    amina.come_back()
    assert amina.location == "/console/"


def test_printed_codes_let_in_whatever_the_clock_says(amina: Visitor) -> None:
    codes = amina.come_in()
    amina.clock.on(hours=-30)  # the phone's digits are of no use now
    amina.give_password()
    amina.send("/second-step", code=codes[0])
    assert amina.location == "/console/"


def test_printed_code_lets_in_once(console: Console, amina: Visitor) -> None:
    code = amina.come_in()[0]
    for let_in in (True, False):
        visitor = console.visitor()
        visitor.give_password()
        visitor.send("/second-step", code=code.lower().replace("-", " "))
        assert (visitor.location == "/console/") is let_in


def test_last_printed_codes_are_announced(console: Console, amina: Visitor) -> None:
    codes = amina.come_in()
    for code in codes[:7]:
        visitor = console.visitor()
        visitor.give_password()
        visitor.send("/second-step", code=code)
    assert "You have 3 printed codes left" in visitor.get("/").text


def test_sign_in_gives_a_new_cookie_at_every_step(amina: Visitor) -> None:
    amina.give_password()
    before = amina.cookies["__Host-lespwa_session"]
    amina.enrol_phone()
    assert amina.cookies["__Host-lespwa_session"] != before


def test_earlier_session_of_the_browser_ends_with_a_new_sign_in(
    console: Console, amina: Visitor
) -> None:
    amina.come_in()
    amina.come_back()
    assert amina.get("/sessions").text.count("Firefox on Linux") == 1
    assert console.events("sign_in.accepted")[-1][2]["factor"] == "phone"


def test_temporary_password_is_changed_before_anything_else(console: Console) -> None:
    console.custody.add(console.database, "bo", Role.OPERATOR, has_own_password=False)
    bo = console.visitor()
    bo.come_in("bo")
    assert bo.get("/sessions").location == "/console/password"
    new = "ten brown boats at anchor"
    bo.send("/password", password=PASSWORD, new=new, again=new)
    assert bo.get("/sessions").status_code == 200


def test_expired_account_is_told_so_once_the_password_is_right(
    console: Console, amina: Visitor
) -> None:
    console.clock.on(days=366)
    amina.give_password("amina", "wrong")
    assert amina.problem == WRONG
    amina.give_password()
    assert "expired" in amina.problem


def test_events_tell_who_and_how_but_not_what_was_typed(console: Console, amina: Visitor) -> None:
    amina.give_password("my-secret-password", "x")
    amina.give_password("amina", "x")
    (_, stranger, _), (actor, known, detail) = console.events("sign_in.refused")
    assert stranger == "unknown"
    assert (actor, known) == ("stranger", console.custody.account.id)
    assert detail == {"failure": "wrong_password"}


def test_password_known_without_the_phone_leaves_a_trace(console: Console, amina: Visitor) -> None:
    amina.come_in()
    thief = console.visitor()
    thief.give_password()
    thief.send("/second-step", code="000000")
    assert console.events("sign_in.password_accepted")[-1][0] == console.custody.account.id
    assert console.events("sign_in.refused")[-1][2] == {"failure": "wrong_second_factor"}


def test_before_set_up_the_page_says_what_to_run(console: Console, amina: Visitor) -> None:
    with console.database.work() as work:
        work.connection.execute(vault_state.delete())
        work.note("test", "slot.removed", "vault")
        work.commit()
    amina.give_password()
    assert "lespwa init" in amina.problem
