from __future__ import annotations

import json
import re
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from server.domain.permissions import Role
from server.services.entrance.second_factors import forget_factors
from server.services.trust.recovery import begin_recovery, new_recovery_code, recover
from server.services.trust.rights import NotAllowed
from server.storage.entrance.sign_in_tables import second_factor
from tests.console.visitor import HTTPS, Console, Visitor, codes_of
from tests.simulators.office import PASSWORD
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


def test_last_factor_of_a_custodian_stays(amina: Visitor) -> None:
    amina.come_in()
    factor = amina.get(ALL).text.split('name="remove" value="')[1][:32]
    assert amina.send(ALL, remove=factor).status_code == 409
    amina.clock.on(minutes=5)
    amina.enrol_phone()
    amina.send(ALL, remove=factor)
    assert amina.get(ALL).text.count("<h2>Phone</h2>") == 1


def test_factor_that_is_not_ones_own_is_not_removed(amina: Visitor) -> None:
    amina.come_in()
    assert amina.send(ALL, remove="0" * 32).status_code == 404


def test_new_codes_replace_the_old(console: Console, amina: Visitor) -> None:
    old = amina.come_in()
    page = amina.send(ALL)
    new = codes_of(page)
    assert (len(new), "Earlier codes no longer work." in page.text) == (10, True)
    for code, let_in in ((old[0], False), (new[0], True)):
        other = console.visitor()
        other.give_password()
        other.send(STEP, code=code)
        assert (other.location == "/console/") is let_in


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


def test_leader_lets_somebody_enrol_anew(console: Console, amina: Visitor) -> None:
    amina.come_in()
    leon = console.signed_in(console.add("leon", Role.LEADER))
    with console.database.work() as work:
        forget_factors(work, "amina", by=leon, at=console.clock())
        work.commit()
    assert amina.get("/").status_code == 401
    amina.give_password()
    assert amina.location == "/console/second-step/new"


def test_nobody_forgets_the_factors_of_the_leader_or_their_own(console: Console) -> None:
    leon = console.add("leon", Role.LEADER)
    for account in (console.custody.account, leon):
        who = console.signed_in(account)
        with pytest.raises(NotAllowed), console.database.work() as work:
            forget_factors(work, "leon", by=who, at=console.clock())


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
