"""Second factors are replaced, taken away and forgotten, each by who may."""

from __future__ import annotations

import pytest

from server.domain.permissions import Role
from server.services.entrance.second_factors import forget_factors
from server.services.trust.rights import NotAllowed
from tests.console.visitor import Console, Visitor, codes_of

ENROL, STEP, ALL = "/second-step/new", "/second-step", "/second-step/all"


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
