"""Every role by every command: who is let in, and that a no leaves a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.domain.access import Standing
from server.domain.permissions import ROLES_OF, Role
from tests.journeys.declared import GUARDED, OPEN, commands
from tests.journeys.staffed import Staffed, login_of, staff
from tests.postgresql import PostgreSQL
from tests.simulators.office import NOON

ON_BOTH = ("sqlite", "postgresql")
# What makes an account unusable, and with it every command that asks who one is.
NOT_IN_ORDER = {
    Standing.EXPIRED: {"expires_at": NOON},
    Standing.UNSIGNED: {"confidentiality_signed_on": NOON.date() + timedelta(days=1)},
    Standing.DISABLED: {"disabled_at": NOON - timedelta(days=1)},
}
CHANGE = "people password"
TAKES_A_LEADER = {
    f"{what} {verb}" for what in ("dispose", "export") for verb in ("authorise", "refuse")
}


@pytest.fixture(scope="module", params=ON_BOTH)
def staffed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Staffed:
    folder = tmp_path_factory.mktemp("office")
    if request.param == "sqlite":
        return staff(folder, f"sqlite:///{folder / 'lespwa.sqlite3'}")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return staff(folder, server.url(server.new_database()))


def test_every_command_is_guarded_or_says_why_not() -> None:
    assert {name for name, _ in commands()} == {*GUARDED, *OPEN}
    assert not {*GUARDED} & {*OPEN}
    assert all(OPEN.values())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_guarded_commands_and_no_others_ask_who_one_is(name: str) -> None:
    options = {each.name for each in dict(commands())[name].params}
    asks = {"acting_login", "acting_password_file"} & options
    assert bool(asks) is (name in GUARDED)


@pytest.mark.requirement("R83", "R91")
@pytest.mark.parametrize("command", GUARDED)
def test_each_command_lets_in_the_roles_of_the_table(staffed: Staffed, command: str) -> None:
    action, words = GUARDED[command]
    before = len(staffed.told("access.refused"))
    let_in = {role for role in Role if staffed.is_let_in(role, f"{command} {words}")}
    assert let_in == ROLES_OF[action]
    refused = staffed.told("access.refused")[before:]
    assert refused == [(action.value, {"role": role.value}) for role in Role if role not in let_in]


@pytest.mark.requirement("R80", "R98")
@pytest.mark.parametrize("standing", NOT_IN_ORDER)
def test_no_command_serves_whose_account_is_not_in_order(
    staffed: Staffed, standing: Standing
) -> None:
    staffed.change_accounts(**NOT_IN_ORDER[standing])
    try:
        for command, (action, words) in GUARDED.items():
            role = next(each for each in Role if each in ROLES_OF[action])
            done = staffed.type(login_of(role), f"{command} {words}")
            assert (done.exit_code, done.stdout) == (1, ""), command
            assert standing.sentence in done.stderr, command
            assert staffed.told("sign_in.refused")[-1][1] == {"failure": "not_in_order"}
    finally:
        staffed.change_accounts()


@pytest.mark.requirement("R88")
def test_password_that_somebody_else_chose_serves_only_to_be_changed(staffed: Staffed) -> None:
    staffed.change_accounts(password_is_temporary=True)
    try:
        for command in GUARDED.keys() - {CHANGE}:
            action, words = GUARDED[command]
            role = next(each for each in Role if each in ROLES_OF[action])
            done = staffed.type(login_of(role), f"{command} {words}")
            assert "First choose your own" in done.stderr, command
            assert staffed.told("sign_in.refused")[-1][1] == {"failure": "temporary_password"}
        for role in Role:
            done = staffed.type(login_of(role), f"{CHANGE} {GUARDED[CHANGE][1]}")
            assert "choose your own" in done.stderr  # the same again is not one's own
            assert "First" not in done.stderr
    finally:
        staffed.change_accounts()


def test_signing_in_is_an_event_of_every_command(staffed: Staffed) -> None:
    before = len(staffed.told("sign_in.accepted"))
    staffed.type("amina", "people list")
    assert len(staffed.told("sign_in.accepted")) == before + 1


@pytest.mark.requirement("R91")
def test_no_command_shows_records_to_who_may_not_see_them() -> None:
    runs = {
        role: {command for command, (action, _) in GUARDED.items() if role in ROLES_OF[action]}
        for role in Role
    }
    assert runs[Role.CASE_WORKER] == runs[Role.OPERATOR] == {CHANGE}
    of_records = {each for each in GUARDED if each.split()[0] in {"export", "dispose"}}
    assert not runs[Role.ADMINISTRATOR] & of_records
    assert runs[Role.DATA_MANAGER] & of_records == of_records - TAKES_A_LEADER


@pytest.mark.requirement("R88", "R98")
@pytest.mark.parametrize("role", [Role.LEADER, Role.DATA_MANAGER])
def test_nobody_approves_by_command_what_they_asked_for(staffed: Staffed, role: Role) -> None:
    new = f"of-{login_of(role)}"
    words = f"{new} --name X --role operator --signed-on 2026-01-01"
    assert staffed.type(login_of(role), f"people add {words}").exit_code == 0
    before = len(staffed.told("access.refused"))
    said = staffed.type(login_of(role), f"people approve {new}").output
    assert ("takes somebody else" if role is Role.LEADER else "It is for a Leader.") in said
    assert staffed.told("access.refused")[before:] == [("account.authorise", {"role": role.value})]
