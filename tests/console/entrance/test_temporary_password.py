"""A password that somebody else was shown serves to be changed, and not to be kept."""

from __future__ import annotations

from server.domain.permissions import Role
from server.services.trust.passwords import reset_password
from tests.console.visitor import Console

NEW = "ten brown boats at anchor"


def test_temporary_password_is_not_chosen_again_in_the_console(console: Console) -> None:
    leon = console.add("leon", Role.LEADER)
    with console.database.work() as work:
        given = reset_password(work, "amina", by=console.signed_in(leon), at=console.clock())
        work.commit()
    amina, password = console.visitor(), given.password or ""
    amina.give_password("amina", password)
    amina.enrol_phone()
    amina.send("/password", password=password, new=password, again=password)
    assert "which somebody else knows" in amina.problem
    assert amina.get("/sessions").location == "/console/password"
    amina.send("/password", password=password, new=NEW, again=NEW)
    assert amina.get("/sessions").status_code == 200
