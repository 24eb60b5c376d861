from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from server.services.trust.passwords import change_password
from server.services.trust.vault import unlock
from server.storage.entrance.sign_in_tables import session
from tests.console.visitor import HTTPS, Console, Visitor
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


def test_session_ends_after_twenty_idle_minutes(console: Console, signed_in: Visitor) -> None:
    console.clock.on(minutes=19)
    assert signed_in.get("/").status_code == 200
    console.clock.on(minutes=20)
    assert is_out(signed_in)


def test_session_in_use_ends_after_ten_hours(console: Console, signed_in: Visitor) -> None:
    for _ in range(39):
        console.clock.on(minutes=15)
        assert signed_in.get("/").status_code == 200
    console.clock.on(minutes=15)
    assert is_out(signed_in)


def test_half_open_session_ends_after_ten_minutes(console: Console, amina: Visitor) -> None:
    amina.give_password()
    console.clock.on(minutes=10)
    assert amina.get("/second-step/new").status_code == 401


def test_session_from_the_future_ends(console: Console, signed_in: Visitor) -> None:
    console.clock.on(hours=-1)
    assert is_out(signed_in)


def test_clock_a_little_behind_changes_nothing(console: Console, signed_in: Visitor) -> None:
    console.clock.on(minutes=-2)
    assert signed_in.get("/").status_code == 200


def test_no_cookie_leads_to_the_sign_in(amina: Visitor) -> None:
    assert amina.get("/").location == "/console/sign-in"


@pytest.mark.parametrize("place", [0, 20, 43, 60, 84])
def test_cookie_changed_anywhere_is_not_known(signed_in: Visitor, place: int) -> None:
    good = signed_in.cookies[COOKIE]
    other = "A" if good[place] != "A" else "B"
    changed = f"{good[:place]}{other}{good[place + 1 :]}"
    signed_in.client.set_cookie(COOKIE, changed, domain="console.example.org")
    assert is_out(signed_in)


@pytest.mark.parametrize("cookie", ["", "x", "A" * 86, "A" * 3000, "%00", "é", "a b", "=" * 86])
def test_made_up_cookie_is_refused_with_one_sentence(amina: Visitor, cookie: str) -> None:
    amina.client.set_cookie(COOKIE, cookie, domain="console.example.org")
    assert is_out(amina)
    assert COOKIE not in amina.cookies


def test_cookie_of_the_forms_changed_is_refused_gently(amina: Visitor) -> None:
    token = amina.token("/sign-in")
    amina.client.set_cookie("__Host-lespwa_forms", "eyJ9.x.y", domain="console.example.org")
    answer = amina.client.post("/console/sign-in", base_url=HTTPS, data={"csrf_token": token})
    assert answer.status_code == 400
    assert "load it anew" in answer.text


def test_row_changed_behind_our_back_ends_the_session(console: Console, signed_in: Visitor) -> None:
    with console.database.upkeep() as connection:
        connection.execute(update(session).values(vault_key_sealed=bytes(61)))
    assert is_out(signed_in)


def test_database_holds_nothing_of_the_cookie(console: Console, signed_in: Visitor) -> None:
    with console.database.reading() as connection:
        row = connection.execute(select(*session.columns)).one()
    assert signed_in.cookies[COOKIE][:20] not in repr(row)
    assert console.custody.vault.key.secret not in (row.vault_key_sealed or b"")


def test_cookie_is_for_https_this_host_and_no_script(signed_in: Visitor) -> None:
    signed_in.send("/sign-out", shown="/")
    answer = signed_in.give_password()
    [header] = [each for each in answer.headers.getlist("Set-Cookie") if COOKIE in each]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(header.split("; "))
    assert "Domain" not in header
    assert "Max-Age" not in header


def test_plain_cookie_name_on_the_machine_itself(console: Console) -> None:
    local = console.visitor(site="http://127.0.0.1:8000", address="127.0.0.1")
    local.come_in()
    assert local.get("/").status_code == 200
    assert {"lespwa_session", "lespwa_known"} <= set(local.cookies)


def test_password_changed_elsewhere_ends_the_session(console: Console, signed_in: Visitor) -> None:
    with console.database.work() as work:
        who = unlock(work.connection, "amina", PASSWORD, console.clock())
        change_password(work, who, NEW, at=console.clock())
        work.commit()
    assert is_out(signed_in)


def test_ended_sessions_are_swept_away(console: Console, signed_in: Visitor) -> None:
    console.clock.on(hours=11)
    signed_in.come_back()
    with console.database.reading() as connection:
        created = connection.scalars(select(session.c.created_at)).all()
    assert [each.astimezone(UTC) for each in created] == [console.clock()]
    assert isinstance(created[0], datetime)
