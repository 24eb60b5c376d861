from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.entrance.throttle import (
    LOGIN,
    NETWORK,
    PERSON,
    Lane,
    admit,
    count_of,
    forgive,
    network_of,
    say,
)
from server.storage.engine import Database, open_database
from server.storage.entrance.sign_in_tables import throttle
from tests.console.visitor import Console, Visitor
from tests.simulators.office import NOON, PASSWORD

SECRET = bytes(32)
NEW = "ten brown boats at anchor"
AMINA = count_of(LOGIN, "amina", secret=SECRET)


def fail(database: Database, *, seconds: float = 0) -> bool:
    """Try in vain; tell whether the try was let through."""
    try:
        with database.upkeep() as connection:
            admit(connection, [AMINA], at=NOON + timedelta(seconds=seconds))
    except Refused as refusal:
        return refusal.code is not Code.TOO_MANY_TRIES
    return True


def guess(visitor: Visitor, login: str = "amina", *, times: int) -> list[int]:
    """Guess a password some times, and return the statuses."""
    return [visitor.give_password(login, f"guess {time}").status_code for time in range(times)]


@pytest.mark.parametrize(("count", "seconds"), [(5, 0), (6, 2), (7, 4), (10, 32), (99, 300)])
def test_waits_double_up_to_the_longest(count: int, seconds: int) -> None:
    assert LOGIN.wait_after(count) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_neighbours_count_together(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (12, "12 seconds"), (60, "1 minute"), (61, "2 minutes")],
)
def test_wait_is_said_rounded_up(seconds: float, words: str) -> None:
    assert say(timedelta(seconds=seconds)) == words


def test_sixth_try_closes_the_lane_for_a_while(database: Database) -> None:
    assert [fail(database) for _ in range(7)] == [True] * 6 + [False]
    assert fail(database, seconds=2)
    assert not fail(database, seconds=3)


def test_tries_of_an_hour_ago_count_no_more(database: Database) -> None:
    assert [fail(database) for _ in range(6)] == [True] * 6
    assert [fail(database, seconds=3602) for _ in range(5)] == [True] * 5


def test_clock_set_back_does_not_close_a_lane_for_days(database: Database) -> None:
    assert [fail(database) for _ in range(6)] == [True] * 6
    assert fail(database, seconds=-86400)
    assert not fail(database, seconds=-86400)


def test_tries_at_once_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(lambda _: fail(database), range(16)))
    assert sum(let_through) == 6


def test_counts_survive_a_restart(database_url: str, database: Database) -> None:
    assert [fail(database) for _ in range(6)] == [True] * 6
    database.close()
    again = open_database(database_url)
    assert not fail(again)
    again.close()


def test_what_lies_in_the_table_fits_many_logins_and_networks(
    console: Console, amina: Visitor
) -> None:
    amina.give_password("amina", "x")
    with console.database.reading() as connection:
        keys = sorted(connection.scalars(select(throttle.c.key)))
    assert re.fullmatch(r"login:[0-9a-f]{2} network:[0-9a-f]{4}", " ".join(keys))


def test_password_typed_as_login_cannot_be_confirmed_even_with_the_key() -> None:
    typed = count_of(LOGIN, "blue-mule-knits", secret=SECRET)
    others = [count_of(LOGIN, f"guess-{number}", secret=SECRET) for number in range(20_000)]
    assert 40 < sum(each.key == typed.key for each in others) < 120


def test_what_cannot_be_a_login_is_not_told_apart(console: Console, amina: Visitor) -> None:
    counted = []
    for typed in ("seven turtles paint a kite", "an entirely other sentence", "Ünïcode!"):
        with console.database.upkeep() as connection:
            connection.execute(throttle.delete())
        amina.give_password(typed, "x")
        with console.database.reading() as connection:
            counted.append(sorted(connection.scalars(select(throttle.c.key))))
    assert counted[0] == counted[1] == counted[2]


def test_old_tries_are_deleted(console: Console, amina: Visitor) -> None:
    amina.give_password("amina", "x")
    console.clock.on(days=2)
    amina.address = "198.51.100.1"
    amina.give_password("cruz", "x")
    with console.database.reading() as connection:
        assert len(list(connection.scalars(select(throttle.c.key)))) == 2


def test_guesses_are_slowed_down_and_the_right_password_with_them(amina: Visitor) -> None:
    assert guess(amina, times=7) == [401] * 6 + [429]
    assert "wait 2 seconds" in amina.problem
    assert amina.give_password().status_code == 429
    amina.clock.on(seconds=2)
    assert amina.give_password().status_code == 303


def test_unknown_login_is_slowed_down_alike(amina: Visitor) -> None:
    assert guess(amina, "nobody", times=7) == [401] * 6 + [429]


def test_network_is_slowed_down_over_many_logins(console: Console) -> None:
    cruz = console.visitor()
    statuses = [cruz.give_password(f"login{time}", "x").status_code for time in range(22)]
    assert statuses == [401] * 21 + [429]


def test_stranger_cannot_keep_a_known_browser_out(console: Console, amina: Visitor) -> None:
    amina.come_in()
    cruz = console.visitor(address="198.51.100.9")
    assert guess(cruz, times=7)[-1] == 429
    amina.come_back()
    assert amina.location == "/console/"


def test_mark_of_a_browser_is_good_for_one_account(console: Console, amina: Visitor) -> None:
    amina.come_in()
    cruz = console.visitor()
    cruz.client.set_cookie(
        "__Host-lespwa_known", amina.cookies["__Host-lespwa_known"], domain="console.example.org"
    )
    assert guess(cruz, "leon", times=7)[-1] == 429
    assert console.visitor(address="203.0.113.5").give_password("leon", "x").status_code == 429


def test_mark_of_a_browser_ends_with_the_password(console: Console, amina: Visitor) -> None:
    amina.come_in()
    thief = console.visitor()
    for name, value in amina.cookies.items():
        thief.client.set_cookie(name, value, domain="console.example.org")
    amina.send("/password", password=PASSWORD, new=NEW, again=NEW)
    cruz = console.visitor(address="198.51.100.9")
    assert guess(cruz, times=7)[-1] == 429
    assert thief.give_password("amina", "x").status_code == 429
    assert amina.give_password("amina", NEW).status_code == 303


def test_mark_of_a_browser_ends_after_ninety_days(console: Console, amina: Visitor) -> None:
    amina.come_in()
    for days, status in ((89, 303), (2, 429)):
        console.clock.on(days=days)
        cruz = console.visitor(address="198.51.100.9")
        assert guess(cruz, times=7)[-1] == 429
        assert amina.give_password().status_code == status


@pytest.mark.parametrize("mark", ["", "x", "0" * 96, "0" * 104, "é" * 96])
def test_made_up_mark_of_a_browser_counts_for_nothing(console: Console, mark: str) -> None:
    cruz = console.visitor()
    cruz.client.set_cookie("__Host-lespwa_known", mark, domain="console.example.org")
    assert guess(cruz, times=7)[-1] == 429
    assert console.visitor(address="203.0.113.5").give_password().status_code == 429


def test_guesses_at_the_second_step_are_slowed_down(console: Console, amina: Visitor) -> None:
    amina.come_in()
    cruz = console.visitor()
    cruz.give_password()
    codes = [cruz.send("/second-step", code=f"{time:06}").status_code for time in range(7)]
    assert codes == [401] * 6 + [429]


def test_who_knows_the_password_wipes_out_no_guesses_at_the_second_step(
    console: Console, amina: Visitor
) -> None:
    amina.come_in()
    thief = console.visitor(address="198.51.100.9")
    thief.give_password()
    for code, status in (("000000", 401), ("111111", 429)):
        guessed = [thief.send("/second-step", code=code).status_code for _ in range(3)]
        assert guessed == [401] * 3 or guessed[-1] == status
        page = amina.send("/password", password=PASSWORD, new="weak", again="weak")
        assert page.status_code == 422
    assert thief.send("/second-step", code="222222").status_code == 429


@pytest.mark.parametrize(("lane", "admitted"), [(LOGIN, 8), (NETWORK, 28), (PERSON, 40)])
def test_own_sign_in_gives_no_free_guesses_at_who_shares_the_counter(
    database: Database, lane: Lane, admitted: int
) -> None:
    counts = [count_of(lane, "shared", secret=SECRET)]
    for number in range(1, 41):
        try:
            with database.upkeep() as connection:
                admit(connection, counts, at=NOON)
                if number % 4 == 0:  # the fourth is right
                    forgive(connection, counts, at=NOON)
        except Refused:
            assert number == admitted
            return
    assert lane is PERSON


def test_judging_that_is_cut_short_counts_as_a_try(console: Console) -> None:
    with console.database.upkeep() as connection:
        count = count_of(NETWORK, "192.0.2.0/24", secret=SECRET)
        admit(connection, [count], at=NOON)
    with console.database.reading() as connection:
        tries = connection.scalar(select(throttle.c.tries).where(throttle.c.key == count.key))
    assert tries == 1


def test_lane_needs_no_wait_at_first() -> None:
    assert Lane(name="x", free=1, longest=timedelta(1)).wait_after(1) == timedelta(0)
