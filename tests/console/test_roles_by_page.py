"""Every role by every page of the console, found in its map; and that a no leaves a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from server.domain.access import Role, Standing
from server.domain.permissions import ROLES_OF
from server.services.entrance.sessions import Stage
from server.storage.trust.trust_tables import account
from server.web.console.pages import Need
from tests.console.visitor import HTTPS, Console, Visitor
from tests.simulators.office import NOON

LOGINS = {
    Role.LEADER: "leon",
    Role.DATA_MANAGER: "amina",
    Role.CASE_WORKER: "bo",
    Role.OPERATOR: "olu",
    Role.ADMINISTRATOR: "ada",
}
NOT_IN_ORDER = {
    Standing.EXPIRED: {"expires_at": NOON},
    Standing.UNSIGNED: {"confidentiality_signed_on": NOON.date() + timedelta(days=1)},
    Standing.DISABLED: {"disabled_at": NOON},
}
MADE_UP = "0" * 32
_LAST = "signing_in.sign_out_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One address of the console, asked for in one way."""

    name: str
    method: str
    address: str
    need: Need

    @property
    def is_for_anybody(self) -> bool:
        return not self.need.stages

    def lets_in(self, role: Role) -> bool:
        """Tell what the table says of whoever is signed in."""
        return self.need.action is None or role in ROLES_OF[self.need.action]


def pages(console: Console) -> list[Page]:
    """Return every page there is; what has a part that varies is asked for with one made up."""
    app = console.app()
    needs: dict[str, Need] = app.extensions["lespwa_needs"]
    found = [
        Page(
            name=rule.endpoint,
            method=method,
            address=re.sub(r"<[^>]+>", MADE_UP, rule.rule),
            need=needs[rule.endpoint],
        )
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda each: each.name == _LAST)


def ask(visitor: Visitor, page: Page, token: str) -> TestResponse:
    """Ask for a page, with the token that every form holds."""
    return visitor.client.open(
        page.address,
        method=page.method,
        base_url=HTTPS,
        headers={"Referer": f"{HTTPS}/"},
        data={"csrf_token": token} if page.method == "POST" else None,
    )


def answers(
    console: Console, visitor: Visitor, shown: str = "/sign-in"
) -> Iterator[tuple[Page, int]]:
    token = visitor.token(shown)
    assert token
    for page in pages(console):
        yield page, ask(visitor, page, token).status_code


def signed_in(console: Console, role: Role) -> Visitor:
    if role is not Role.DATA_MANAGER:
        console.add(LOGINS[role], role)
    visitor = console.visitor()
    visitor.come_in(LOGINS[role])
    return visitor


def test_every_page_says_what_it_needs(console: Console) -> None:
    app = console.app()
    assert {each.endpoint for each in app.url_map.iter_rules()} == {*app.extensions["lespwa_needs"]}
    assert {each.name for each in pages(console) if each.is_for_anybody} == {
        "static",
        "front.front",
        "signing_in.sign_in_page",
        "signing_in.sign_in_now",
        "signing_in.lost",
        "forms.file",
    }


@pytest.mark.requirement("R83", "R98")
@pytest.mark.parametrize("role", Role)
def test_every_role_is_let_in_as_the_table_says(console: Console, role: Role) -> None:
    somebody, refused = signed_in(console, role), []
    for page, status in answers(console, somebody, "/password"):
        if Stage.OPEN in page.need.stages:
            assert (status != 403) is page.lets_in(role), page
        if status == 403 and page.need.action is not None:
            refused.append((page.need.action.value, {"role": role.value}))
    assert [told[1:] for told in console.events("access.refused")] == refused


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_its_pages(console: Console, role: Role) -> None:
    somebody = signed_in(console, role)
    for page, status in answers(console, somebody, "/password"):
        if page.method == "GET" and Stage.OPEN in page.need.stages:
            right = {200, 404} if MADE_UP in page.address else {200}
            assert status in (right if page.lets_in(role) else {403}), page


def test_nobody_signed_in_is_sent_to_sign_in(console: Console) -> None:
    for page, status in answers(console, console.visitor()):
        assert status == 303 or page.is_for_anybody, page


@pytest.mark.parametrize("stage", [Stage.ENROLMENT, Stage.SECOND_FACTOR])
def test_half_way_in_nothing_else_is_open(console: Console, stage: Stage) -> None:
    amina = console.visitor()
    if stage is Stage.SECOND_FACTOR:
        amina.come_in()
        amina.send("/sign-out", shown="/")
    for page in [each for each in pages(console) if each.need.stages and each.name != _LAST]:
        amina.give_password()
        status = ask(amina, page, amina.token("/sign-in")).status_code
        assert status == 303 or stage in page.need.stages, page


@pytest.mark.requirement("R80", "R98")
@pytest.mark.parametrize("standing", NOT_IN_ORDER)
def test_session_ends_once_the_account_is_not_in_order(
    console: Console, standing: Standing
) -> None:
    amina = signed_in(console, Role.DATA_MANAGER)
    token, cookies = amina.token("/password"), amina.cookies
    change_accounts(console, **NOT_IN_ORDER[standing])
    for page in [each for each in pages(console) if each.need.stages]:
        for name, value in cookies.items():  # an answer takes the cookie away
            amina.client.set_cookie(name, value, domain="console.example.org", secure=True)
        assert ask(amina, page, token).status_code == 401, page


@pytest.mark.requirement("R80", "R98")
@pytest.mark.parametrize("standing", NOT_IN_ORDER)
def test_nobody_signs_in_whose_account_is_not_in_order(
    console: Console, standing: Standing
) -> None:
    change_accounts(console, **NOT_IN_ORDER[standing])
    amina = console.visitor()
    amina.give_password()
    assert standing.sentence in amina.problem
    assert amina.get("/").status_code == 303
    assert console.events("sign_in.refused")[-1][2] == {"failure": "not_in_order"}


def change_accounts(console: Console, **values: object) -> None:
    with console.database.work() as work:
        work.connection.execute(update(account).values(**values))
        work.note("test", "account.approved", "everybody")
        work.commit()
