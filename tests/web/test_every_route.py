"""Every route of the door, found in its map: for agents whose access works, or for anybody."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.app import create_console
from server.domain.forms import Audience
from server.domain.permissions import Role
from server.services.register.agents import revoke_agent
from tests.console.visitor import HTTPS, Visitor
from tests.simulators.office import PASSWORD, open_custody
from tests.simulators.reporter import solve
from tests.simulators.staff import AMINA
from tests.web.office import Office

NOBODYS = "x" * 43
NO_CODE = "Made Up"
REFUSED = {401, 403, 429}
# What anybody may ask for. What stands here gives out and takes in only what is for the public.
OPEN = {
    "GET /",
    "GET /<language:language>/",
    "GET /leave",
    "GET /poster",
    "GET /<language:language>/poster",
    "GET /report",
    "GET /<language:language>/report",
    "GET /report/<form_id>",
    "GET /<language:language>/report/<form_id>",
    "GET /report/work",
    "GET /static/<name>",
    "POST /report/<form_id>/submission",
    "POST /<language:language>/report/<form_id>/submission",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the door, asked for in one way; `rule` still has its gaps."""

    rule: str
    method: str

    def filled(self, **gaps: str) -> str:
        """Return its address with the gaps filled."""
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: gaps[gap[1]], self.rule)

    @property
    def takes_a_code(self) -> bool:
        return self.rule.startswith("/key/<token>/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with a code, who shows it in the address or beside a user name."""

    app: Flask
    version: str
    token: str
    user_name: str | None

    def ask(self, route: Route) -> TestResponse:
        address = route.filled(token=self.token, version_id=self.version, filename="places.csv")
        return self.app.test_client().open(
            address, method=route.method, base_url=HTTPS, headers=self._headers(route)
        )

    def answers(self) -> dict[Route, int]:
        """Return the status with which every route answers."""
        return {route: self.ask(route).status_code for route in routes(self.app)}

    def _headers(self, route: Route) -> dict[str, str]:
        if route.takes_a_code or self.user_name is None:
            return {}
        pair = f"{self.user_name}:{self.token}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def routes(app: Flask, *, of_portal: bool = False) -> list[Route]:
    """Return every route that asks who comes, or those of the portal."""
    return [
        Route(rule=rule.rule, method=method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if (method != "HEAD" or rule.methods == {"HEAD"})
        and rule.endpoint.startswith("portal.") is of_portal
    ]


@pytest.fixture
def agent(office: Office) -> Caller:
    """An agent, and a form with a file for its audience."""
    version, token = office.publish(media={"places.csv": b"name,label"}), office.add_agent()
    name = office.agent_id(token)[:8]
    return Caller(app=office.app(), version=version, token=token, user_name=name)


def test_there_are_two_ways_to_each_thing(office: Office) -> None:
    found = routes(office.app())
    by_code = {(each.rule, each.method) for each in found if each.takes_a_code}
    by_name = {(f"/key/<token>{each.rule}", each.method) for each in found if not each.takes_a_code}
    assert by_code == by_name
    assert len(by_code) == 6


def test_agent_is_let_in_everywhere(agent: Caller) -> None:
    # Nothing was sent with the one that sends, so there is nothing to be taken in.
    expected = {"GET": {200}, "HEAD": {204}, "POST": {400, 411, 415}}
    for route, status in agent.answers().items():
        assert status in expected[route.method], route


@pytest.mark.requirement("R83")
def test_nobody_else_is_let_in_anywhere(agent: Caller) -> None:
    for caller in (
        replace(agent, token=NOBODYS),
        replace(agent, token=NOBODYS, user_name=None),
        replace(agent, token=NO_CODE, user_name="00000000"),
    ):
        assert {*caller.answers().values()} <= REFUSED


def test_withdrawn_agent_is_let_in_nowhere(office: Office, agent: Caller) -> None:
    with office.database.work() as work:
        revoke_agent(work, agent.user_name or "", by=AMINA, at=office.clock())
        work.commit()
    assert {*agent.answers().values()} <= REFUSED


def test_expired_agent_is_let_in_nowhere(office: Office, agent: Caller) -> None:
    office.clock.now += timedelta(days=365)
    assert {*agent.answers().values()} <= REFUSED


def test_agent_of_another_audience_gets_nothing_of_a_form(office: Office, agent: Caller) -> None:
    token = office.add_agent(Audience.HOTLINE)
    other = replace(agent, token=token, user_name=office.agent_id(token)[:8])
    of_a_form = {each: got for each, got in other.answers().items() if "version_id" in each.rule}
    assert {*of_a_form.values()} == {404}
    assert "screening" not in other.ask(Route(rule="/formList", method="GET")).text


@pytest.mark.parametrize("role", Role)
def test_people_are_no_agents(office: Office, agent: Caller, role: Role) -> None:
    custody = open_custody(office.database, at=office.clock())
    login = "amina" if role is Role.DATA_MANAGER else role.value.replace("_", "-")
    if role is not Role.DATA_MANAGER:
        custody.add(office.database, login, role, at=office.clock())
    person = replace(agent, token=PASSWORD, user_name=login)
    assert {*person.answers().values()} <= REFUSED


def test_agents_are_no_people(office: Office, agent: Caller) -> None:
    open_custody(office.database, at=office.clock())
    app = create_console(office.settings, office.database, clock=office.clock)
    visitor = Visitor(client=app.test_client(), clock=office.clock)  # type: ignore[arg-type] # as good
    visitor.give_password(agent.user_name or "", agent.token)
    assert visitor.get("/").status_code == 303
    assert "session" not in "".join(visitor.cookies)


def test_open_routes_are_these(office: Office) -> None:
    found = {f"{each.method} {each.rule}" for each in routes(office.app(), of_portal=True)}
    assert found == OPEN


@pytest.mark.requirement("R83")
def test_open_routes_know_no_form_but_those_for_the_public(office: Office) -> None:
    for audience in set(Audience) - {Audience.PUBLIC}:
        office.publish(f"for_{audience}", audience=audience)
    client = office.app().test_client()
    work = {"X-Work": solve(client.get("/report/work").get_json())}
    for route in routes(office.app(), of_portal=True):
        for audience in set(Audience) - {Audience.PUBLIC}:
            gaps = {"form_id": f"for_{audience}", "language": "es", "name": "leave.js"}
            answer = client.open(route.filled(**gaps), method=route.method, headers=work)
            assert (answer.status_code == 404) is ("form_id" in route.rule), route
            assert f"for_{audience}" not in answer.text
