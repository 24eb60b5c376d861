"""One person alone never authorises, whichever passwords they hand out or take the place of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from server.domain.access import Role
from server.domain.two_people import APART
from server.errors import Code, Refused
from server.services.export import export_requests
from server.services.export.export_requests import authorise_export, request_export
from server.services.trust.accounts import actor_of, known_account
from server.services.trust.passwords import Handed, change_password, reset_password
from server.services.trust.people import add_person, approve
from server.services.trust.recovery import begin_recovery, new_recovery_code, recover
from server.services.trust.vault import Unlocked, unlock
from server.services.upkeep.check_up import check_records
from server.storage.engine import Database
from server.storage.work import UnitOfWork
from tests.simulators.office import NOON, Custody, open_custody, person

NEW = "nine owls borrow a drum"
DAY = timedelta(days=1)
LATER = NOON + 30 * DAY
_Result = TypeVar("_Result")
NOT_TWO = Code.NOT_TWO_PEOPLE

pytestmark = pytest.mark.requirement("R86")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """An office with the Data Managers Amina and Ben and the Leaders Leon and Lucia."""

    database: Database
    custody: Custody

    def who(self, login: str) -> Unlocked:
        with self.database.reading() as connection:
            account = known_account(connection, login)
        return self.custody.signed_in(self.database, account)

    def act(self, done: Callable[[UnitOfWork], _Result]) -> _Result:
        with self.database.work() as work:
            result = done(work)
            work.commit()
        return result

    def reset(self, login: str, by: str) -> str:
        return self.handed(lambda work: reset_password(work, login, by=self.who(by), at=LATER))

    def handed(self, done: Callable[[UnitOfWork], Handed]) -> str:
        password = self.act(done).password
        assert password is not None
        return password

    def choose(self, login: str, given: str, days: int = 0) -> None:
        at = LATER + days * DAY
        with self.database.reading() as connection:
            who = unlock(connection, login, given, at)
        self.act(lambda work: change_password(work, who, NEW, at=at))

    def takes(self, login: str, by: str) -> None:
        """Let one person reset another's password and choose the next in their place."""
        self.choose(login, self.reset(login, by))

    def ask(self, login: str, days: int = 0) -> str:
        at = LATER + days * DAY
        wanted = export_requests.Wanted(what="cases", why="To see whether this can be had.")
        actor = actor_of(self.who(login).account, at)
        return self.act(lambda work: request_export(work, actor, wanted, at=at))

    def agree(self, login: str, request: str, days: int = 0) -> Code | None:
        at = LATER + days * DAY
        actor = actor_of(self.who(login).account, at)
        try:
            self.act(lambda work: authorise_export(work, actor, request, at=at))
        except Refused as refusal:
            return refusal.code
        return None


@pytest.fixture
def town(database: Database) -> Town:
    custody = open_custody(database)
    leon = custody.add(database, "leon", Role.LEADER)
    for login, role in (("lucia", Role.LEADER), ("ben", Role.DATA_MANAGER)):
        custody.add(database, login, role)
        custody.approve(database, login, by=leon)
    return Town(database=database, custody=custody)


def test_leader_who_takes_a_managers_place_authorises_nothing(town: Town) -> None:
    town.takes("amina", by="leon")
    assert town.agree("leon", town.ask("amina")) is NOT_TWO
    assert town.agree("leon", town.ask("amina", days=6), days=6) is NOT_TWO


def test_request_made_before_the_reset_is_not_authorised_by_who_reset(town: Town) -> None:
    request = town.ask("amina")
    town.reset("amina", by="leon")
    assert town.agree("leon", request) is NOT_TWO


def test_another_leader_authorises_meanwhile(town: Town) -> None:
    town.takes("amina", by="leon")
    assert town.agree("lucia", town.ask("amina")) is None


def test_two_count_as_two_again_after_the_owner_had_their_own_password(town: Town) -> None:
    given = town.reset("amina", by="leon")
    assert town.agree("leon", town.ask("amina", days=20), days=20) is NOT_TWO
    town.choose("amina", given, days=20)
    days = 20 + APART.days
    assert town.agree("leon", town.ask("amina", days=days - 1), days=days - 1) is NOT_TWO
    assert town.agree("leon", town.ask("amina", days=days), days=days) is None


def test_changing_the_password_again_does_not_end_it_sooner(town: Town) -> None:
    town.takes("amina", by="leon")
    town.act(lambda work: change_password(work, town.who("amina"), NEW + "!", at=LATER + DAY))
    assert town.agree("leon", town.ask("amina", days=2), days=2) is NOT_TWO


def test_going_over_a_third_account_does_not_help(town: Town) -> None:
    town.takes("amina", by="leon")
    town.takes("ben", by="amina")
    assert town.agree("leon", town.ask("ben")) is NOT_TWO


def test_leader_who_takes_another_leaders_place_authorises_nothing(town: Town) -> None:
    town.takes("lucia", by="leon")
    assert town.agree("lucia", town.ask("leon")) is NOT_TWO
    assert town.agree("lucia", town.ask("amina")) is None


def test_manager_does_not_learn_the_password_of_the_leader_they_asked_for(town: Town) -> None:
    new = person("cruz", Role.LEADER)
    asked = town.act(lambda work: add_person(work, new, by=town.who("amina"), at=LATER))
    assert asked.password is None
    given = town.handed(lambda work: approve(work, "cruz", by=town.who("leon"), at=LATER))
    town.choose("cruz", given)
    assert town.agree("cruz", town.ask("leon")) is NOT_TWO
    assert town.agree("cruz", town.ask("amina")) is None


def test_who_took_the_asking_ones_place_approves_no_account(town: Town) -> None:
    town.takes("amina", by="leon")
    new = person("cruz", Role.LEADER)
    town.act(lambda work: add_person(work, new, by=town.who("amina"), at=LATER))
    with pytest.raises(Refused) as refused, town.database.work() as work:
        approve(work, "cruz", by=town.who("leon"), at=LATER)
    assert refused.value.code is NOT_TWO
    assert town.act(lambda work: approve(work, "cruz", by=town.who("lucia"), at=LATER)).password


@pytest.mark.parametrize("login", ["leon", "amina"])
def test_who_came_by_the_recovery_code_decides_with_nobody(town: Town, login: str) -> None:
    with town.database.reading() as connection:
        recovery = begin_recovery(connection, town.custody.code.text)
    code = new_recovery_code(town.custody.vault.random)
    town.act(lambda work: recover(work, recovery, login, NEW, code=code, at=LATER))
    asker, leader = ("amina", "leon")
    assert town.agree(leader, town.ask(asker)) is NOT_TWO
    assert town.agree(leader, town.ask("ben")) is (NOT_TWO if login == leader else None)
    days = APART.days
    assert town.agree(leader, town.ask(asker, days=days), days=days) is None


def test_authorised_export_is_not_carried_out_by_who_authorised_it(town: Town) -> None:
    request = town.ask("amina")
    assert town.agree("leon", request) is None
    town.takes("amina", by="leon")
    amina = actor_of(town.who("amina").account, LATER)
    with pytest.raises(Refused) as refused, town.database.reading() as connection:
        export_requests.standing_request(connection, amina, "cases", at=LATER)
    assert refused.value.code is NOT_TWO


def test_doctor_says_who_was_handed_a_password(town: Town) -> None:
    town.takes("amina", by="leon")
    with town.database.reading() as connection:
        found = [each for each in check_records(connection, LATER) if "handed" in each.code]
        assert [each.sentence[:36] for each in found] == ["amina was given a password by leon o"]
        later = check_records(connection, LATER + APART)
        assert not [each for each in later if "handed" in each.code]


def test_new_house_begins_with_one_person_and_takes_in_others_at_once(database: Database) -> None:
    custody = open_custody(database, "leon", role=Role.LEADER)
    town = Town(database=database, custody=custody)
    for login, role in (("amina", Role.DATA_MANAGER), ("bo", Role.CASE_WORKER)):
        new, by = person(login, role), town.who("leon" if login == "amina" else "amina")
        handed = town.act(lambda work, new=new, by=by: add_person(work, new, by=by, at=LATER))  # type: ignore[misc]  # bound
        if handed.password is not None:
            town.choose(login, handed.password)
    assert town.handed(lambda work: approve(work, "bo", by=town.who("leon"), at=LATER))
    assert town.agree("leon", town.ask("amina")) is NOT_TWO
    days = APART.days
    assert town.agree("leon", town.ask("amina", days=days), days=days) is None


def test_reset_in_a_new_house_binds_for_accounts_too(database: Database) -> None:
    custody = open_custody(database, "leon", role=Role.LEADER)
    town = Town(database=database, custody=custody)
    new = person("amina", Role.DATA_MANAGER)
    town.handed(lambda work: add_person(work, new, by=town.who("leon"), at=NOON))
    town.takes("amina", by="leon")
    cruz = person("cruz", Role.LEADER)
    town.act(lambda work: add_person(work, cruz, by=town.who("amina"), at=LATER))
    with pytest.raises(Refused) as refused, database.work() as work:
        approve(work, "cruz", by=town.who("leon"), at=LATER)
    assert refused.value.code is NOT_TWO
