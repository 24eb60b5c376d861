"""A security key lets in whoever holds it, at its own site, once an answer."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from server.domain.permissions import Role
from tests.console.visitor import HTTPS, Console, Visitor, codes_of
from tests.simulators.security_key import SecurityKey

UNCHECKED = "The security key could not be checked; please try again."


ENROL, STEP, ALL = "/second-step/new", "/second-step", "/second-step/all"


@pytest.fixture
def key() -> SecurityKey:
    return SecurityKey(origin=HTTPS)


@pytest.fixture
def keyed(console: Console, key: SecurityKey) -> Visitor:
    """Amina, whose second step is a security key, before that step."""
    amina = console.visitor()
    amina.give_password()
    answer = key.create(amina.options(ENROL))
    assert len(codes_of(post(amina, ENROL, answer))) == 10
    other = console.visitor()
    other.give_password()
    return other


def post(visitor: Visitor, path: str, answer: str, **fields: str) -> TestResponse:
    """Send a key's answer without loading the page again, which would ask anew."""
    assert visitor.page is not None
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.page.text)
    assert found is not None
    data = {"csrf_token": found[1], "security_key": answer, **fields}
    headers = {"Referer": f"{visitor.site}/"}
    visitor.page = visitor.client.post(
        f"/console{path}", base_url=visitor.site, data=data, headers=headers
    )
    return visitor.page


def test_security_key_lets_in(keyed: Visitor, key: SecurityKey) -> None:
    post(keyed, STEP, key.get(keyed.options(STEP)))
    assert keyed.location == "/console/"


def test_answer_of_a_key_is_good_once(console: Console, keyed: Visitor, key: SecurityKey) -> None:
    answer = key.get(keyed.options(STEP))
    post(keyed, STEP, answer)
    thief = console.visitor()
    thief.give_password()
    thief.get(STEP)
    post(thief, STEP, answer)
    assert thief.problem == UNCHECKED


def test_answer_to_an_earlier_challenge_is_refused(keyed: Visitor, key: SecurityKey) -> None:
    answer = key.get(keyed.options(STEP))
    keyed.get(STEP)
    assert post(keyed, STEP, answer).status_code == 401


def test_key_of_a_lookalike_site_is_refused(keyed: Visitor, key: SecurityKey) -> None:
    key.origin = "https://console.example.net"
    assert post(keyed, STEP, key.get(keyed.options(STEP))).status_code == 401


def test_other_key_is_refused(keyed: Visitor) -> None:
    other = SecurityKey(origin=HTTPS)
    assert post(keyed, STEP, other.get(keyed.options(STEP))).status_code == 401


def test_copied_key_is_noticed_by_its_count(
    console: Console, keyed: Visitor, key: SecurityKey
) -> None:
    post(keyed, STEP, key.get(keyed.options(STEP)))
    key.count = 0
    thief = console.visitor()
    thief.give_password()
    assert post(thief, STEP, key.get(thief.options(STEP))).status_code == 401


def test_same_key_is_not_enrolled_twice(keyed: Visitor, key: SecurityKey) -> None:
    post(keyed, STEP, key.get(keyed.options(STEP)))
    answer = key.create(keyed.options(ENROL))
    assert post(keyed, ENROL, answer).status_code == 401


def test_no_key_is_offered_at_a_bare_address(console: Console) -> None:
    local = console.visitor(site="http://127.0.0.1:8000", address="127.0.0.1")
    local.give_password()
    assert "data-security-key" not in local.get(ENROL).text


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    answer=st.text(max_size=40)
    | st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "signature"]),
                inner,
            )
        ),
        max_leaves=12,
    ).map(json.dumps)
)
def test_made_up_answers_are_refused(console: Console, keyed: Visitor, answer: str) -> None:
    console.clock.on(hours=1)
    keyed.give_password()
    keyed.get(STEP)
    assert post(keyed, STEP, answer or "x").status_code in {400, 401}


@pytest.mark.parametrize("text", ["[" * 15000, "{", "x" * 20000, "null", '{"id": 1}'])
def test_hostile_answer_to_enrolment_is_refused(amina: Visitor, text: str) -> None:
    amina.give_password()
    amina.get(ENROL)
    post(amina, ENROL, text)
    assert amina.problem == UNCHECKED


def test_administrator_may_add_a_key_but_has_no_phone(console: Console, key: SecurityKey) -> None:
    console.add("ada", Role.ADMINISTRATOR)
    ada = console.visitor()
    ada.come_in("ada")
    options = ada.options(ENROL)
    assert ada.page is not None
    assert "With your phone" not in ada.page.text
    assert len(codes_of(post(ada, ENROL, key.create(options)))) == 10
    ada.give_password("ada")
    assert ada.location == "/console/second-step"
