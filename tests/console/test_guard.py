from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from server.domain.access import Action, Role, Subject, may
from server.services.entrance.console_secret import console_secret
from server.services.entrance.desk import Desk
from server.services.intake.together import Together
from server.services.trust.accounts import actor_of
from server.settings import Settings
from server.storage.engine import Database
from server.storage.trust.trust_tables import account
from server.vault.cost import Cost
from server.web.console import application
from server.web.console.browser import browser_of
from server.web.console.room import Room
from server.web.console.words import DEEDS, ROLES
from server.web.intake.door import Door
from server.web.intake.log import open_log
from server.web.words.table import read_table
from tests.console.visitor import HTTPS, Console, Visitor
from tests.simulators.office import NOON, PASSWORD, open_custody

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Strict-Transport-Security": "max-age=",
}


def _require_headers(answer: TestResponse, *, is_kept: bool = False) -> None:
    for name, value in HEADERS.items():
        kept = is_kept and name == "Cache-Control"
        assert ("no-cache" if kept else value) in answer.headers[name]
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|https?:|\*", policy)
    answer.close()


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nowhere", "/lost", "/forms", "/fill/x.js"])
def test_every_answer_carries_the_headers(amina: Visitor, path: str) -> None:
    _require_headers(amina.get(path))


@pytest.mark.parametrize("path", ["/static/console.css", "/fill/staff.js", "/fill/fill.css"])
def test_scripts_and_styles_carry_them_too(amina: Visitor, path: str) -> None:
    _require_headers(amina.get(path), is_kept=True)


def test_pages_of_the_signed_in_carry_them_too(amina: Visitor) -> None:
    amina.come_in()
    paths = ("/", "/sessions", "/password", "/second-step/all", "/forms", "/forms/none", "/pass")
    for path in paths:
        _require_headers(amina.get(path))


def test_pages_need_no_exception_from_the_policy(amina: Visitor) -> None:
    amina.come_in()
    pages = ["/", "/sessions", "/password", "/second-step/all", "/second-step/new", "/lost"]
    for path in pages:
        page = amina.get(path).text
        assert not re.search(r"<style|style=|<script(?! src=\"/console/static/)| on\w+=", page)
        assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_http_from_elsewhere_is_refused_and_says_what_to_do(console: Console) -> None:
    cruz = console.visitor(site="http://console.example.org")
    assert cruz.get("/sign-in").status_code == 403
    assert "LESPWA_TRUSTED_PROXIES" in cruz.problem
    assert not cruz.cookies


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:81"])
def test_http_on_the_machine_itself_is_open(console: Console, site: str) -> None:
    assert console.visitor(site=site).get("/sign-in").status_code == 200


def test_forwarded_headers_count_only_as_told(console: Console) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.1"}
    for proxies, status in ((0, 403), (1, 200)):
        console.settings = replace(console.settings, trusted_proxies=proxies)
        client = console.app().test_client()
        answer = client.get(
            "/console/sign-in", base_url="http://console.example.org", headers=forged
        )
        assert answer.status_code == status


def test_forged_host_names_no_address_in_an_answer(console: Console) -> None:
    forged = {"X-Forwarded-Host": "evil.example.net", "X-Forwarded-Prefix": "/evil"}
    answer = console.app().test_client().get("/console/", base_url=HTTPS, headers=forged)
    assert "evil" not in answer.text + str(answer.headers)


def test_behind_one_proxy_only_what_it_adds_is_believed(console: Console) -> None:
    """Of several addresses the last, which the proxy wrote; anybody may write those before."""
    console.settings = replace(console.settings, trusted_proxies=1)
    app, statuses = console.app(), []
    for time in range(22):
        cruz = console.visitor(app, site="http://console.example.org")
        headers = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"203.0.{time}.1, 198.51.100.7",
            "Referer": "https://console.example.org/",
        }
        page = cruz.client.get("/console/sign-in", base_url=cruz.site, headers=headers).text
        token = re.findall(r'csrf_token" value="([^"]+)"', page)[0]
        data = {"csrf_token": token, "login": f"login{time}", "password": "x"}
        sent = cruz.client.post("/console/sign-in", base_url=cruz.site, headers=headers, data=data)
        statuses.append(sent.status_code)
    assert statuses == [401] * 21 + [429]


def test_throttle_does_not_believe_a_forged_address(console: Console) -> None:
    app = console.app()
    statuses = []
    for time in range(22):
        cruz = console.visitor(app)
        token = cruz.token("/sign-in")
        answer = cruz.client.post(
            "/console/sign-in",
            base_url=HTTPS,
            headers={"Referer": f"{HTTPS}/", "X-Forwarded-For": f"203.0.{time}.1"},
            data={"csrf_token": token, "login": f"login{time}", "password": "x"},
        )
        statuses.append(answer.status_code)
    assert statuses == [401] * 21 + [429]


@pytest.mark.parametrize("referrer", ["https://evil.example.net/", ""])
def test_form_from_elsewhere_is_refused(amina: Visitor, referrer: str) -> None:
    data = {"csrf_token": amina.token("/sign-in"), "login": "amina", "password": PASSWORD}
    answer = amina.client.post(
        "/console/sign-in", base_url=HTTPS, data=data, headers={"Referer": referrer}
    )
    assert answer.status_code == 400


def test_every_form_needs_its_token(amina: Visitor) -> None:
    amina.come_in()
    paths = ["/sign-in", "/sign-out", "/sessions", "/password", "/second-step/all"]
    for path in paths:
        answer = amina.client.post(
            f"/console{path}", base_url=HTTPS, headers={"Referer": f"{HTTPS}/"}
        )
        assert answer.status_code == 400
    assert amina.get("/").status_code == 200


def test_page_that_declares_nothing_is_shut(console: Console) -> None:
    app = console.app()
    app.add_url_rule("/console/forgotten", "forgotten", lambda: "secret")
    forgetful = console.visitor(app)
    assert forgetful.get("/forgotten").status_code == 403
    forgetful.come_in()
    assert forgetful.get("/forgotten").status_code == 403


def test_every_action_and_role_has_words() -> None:
    assert sum(len(deeds) for deeds in DEEDS.values()) == len(Action)
    assert {each for deeds in DEEDS.values() for each in deeds} == set(Action)
    assert set(ROLES) == set(Role)


def test_own_actions_are_asked_for_oneself_only(console: Console) -> None:
    actor = console.add("leon", Role.LEADER)
    for action in (Action.SESSION_LIST_OWN, Action.SESSION_REVOKE_OWN, Action.ACCOUNT_CHANGE_OWN):
        other = Subject(account=console.custody.account.id)
        assert not may(actor_of(actor, NOON), action, other)


def test_without_the_throttle_nobody_signs_in(console: Console, amina: Visitor) -> None:
    token = amina.token("/sign-in")
    with console.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE throttle RENAME TO gone"))
    data = {"csrf_token": token, "login": "amina", "password": PASSWORD}
    answer = amina.client.post(
        "/console/sign-in", base_url=HTTPS, data=data, headers={"Referer": f"{HTTPS}/"}
    )
    with console.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO throttle"))
    assert answer.status_code in {500, 503}
    assert "Set-Cookie" not in answer.headers


class Away:
    """A database that has gone."""

    def __getattr__(self, name: str) -> object:
        raise OperationalError("SELECT", {}, OSError(name))


def test_without_a_database_one_sentence_is_said(console: Console) -> None:
    app = console.app()
    desk = Desk(database=Away(), secret=bytes(32))  # type: ignore[arg-type] # a fake
    together = Together(database=desk.database)
    door = Door(
        database=desk.database, together=together, clock=console.clock, public_url=None, accepts=1
    )
    away = application.build(
        Room(clock=console.clock, desk=desk, door=door, table=read_table(), data=Path()),
        open_log(console.clock, console.log),
    )
    cruz = console.visitor(away)
    cruz.give_password()
    assert (app.name, cruz.page.status_code if cruz.page else 0) == (app.name, 503)
    assert "database cannot be reached" in cruz.problem


def test_bug_is_one_sentence_and_its_class_in_the_log(console: Console, amina: Visitor) -> None:
    amina.come_in()
    with console.database.work() as work:
        work.connection.execute(update(account).values(role="nonsense"))
        work.note("test", "account.disabled", "account")
        work.commit()
    assert amina.get("/").status_code == 500
    assert "nonsense" not in amina.problem + console.log.getvalue()
    assert console.lines()[-1]["error"] == "ValueError"


def test_log_holds_no_login_password_code_or_address(console: Console, amina: Visitor) -> None:
    codes = amina.come_in()
    amina.give_password("amina", "wrong-guess")
    amina.get("/sessions?name=amina")
    written = console.log.getvalue()
    for secret in ("amina", PASSWORD, "wrong-guess", codes[0], "192.0.2.7", "Firefox"):
        assert secret not in written
    assert {json.loads(line)["route"] for line in written.splitlines()} >= {"/console/sign-in"}


def test_events_hold_no_name_and_no_address(console: Console, amina: Visitor) -> None:
    amina.come_in()
    with console.database.reading() as connection:
        rows = connection.execute(text("SELECT actor, subject, detail FROM event")).all()
    assert not re.search(r"amina|Made-Up|192\.0\.2|Firefox", repr(rows))


def test_zero_character_is_refused_gently(amina: Visitor) -> None:
    assert amina.give_password("am\0ina", "x").status_code == 400
    assert amina.get("/sign-in?x=%00").status_code == 400


def test_endless_login_is_refused_without_work(amina: Visitor) -> None:
    assert amina.give_password("a" * 2000, "x").status_code == 401
    assert amina.give_password("a" * 100_000, "x").status_code == 400


def test_unknown_login_takes_as_long_as_a_wrong_password(
    database: Database, settings: Settings
) -> None:
    cost = Cost(memory_kib=32 * 1024, passes=3, lanes=1)
    console = Console(
        database=database, settings=settings, custody=open_custody(database, cost=cost)
    )
    app, times = console.app(), {"amina": 0.0, "nobody": 0.0}
    for login in [*times] * 5:
        visitor = console.visitor(app)
        visitor.token("/sign-in")
        began = perf_counter()
        assert visitor.give_password(login, "wrong").status_code == 401
        times[login] += perf_counter() - began
    assert 1 / 2 < times["amina"] / times["nobody"] < 2


def test_secret_of_the_console_is_made_once(database: Database) -> None:
    made = iter([b"a" * 32, b"b" * 32])
    first, second = (
        console_secret(database, at=NOON, random=lambda _: next(made)) for _ in range(2)
    )
    assert first == second == b"a" * 32


def test_another_process_knows_the_same_sessions(console: Console, amina: Visitor) -> None:
    amina.come_in()
    other = console.visitor()
    for name, value in amina.cookies.items():
        other.client.set_cookie(name, value, domain="console.example.org")
    assert other.get("/").status_code == 200


def test_nothing_but_upkeep_is_written_by_looking(console: Console, amina: Visitor) -> None:
    amina.come_in()
    before = len(console.events("sign_in.accepted"))
    console.clock.on(minutes=5)
    for path in ("/", "/sessions", "/second-step/all", "/password"):
        assert amina.get(path).status_code == 200
    assert len(console.events("sign_in.accepted")) == before


def test_home_shows_books_to_those_who_may_count(console: Console, amina: Visitor) -> None:
    amina.come_in()
    assert "Received in all" in amina.get("/").text
    console.add("olu", Role.OPERATOR)
    olu = console.visitor()
    olu.come_in("olu")
    assert "Received in all" not in olu.get("/").text


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18 Safari/604.1", "Safari on an iPhone"),
        ("curl/8", "A browser"),
        (None, "A browser"),
    ],
)
def test_browser_is_named_in_plain_words(header: str | None, words: str) -> None:
    assert browser_of(header) == words
