from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from server.errors import Code, Refused
from server.services.entrance.desk import Desk
from server.services.entrance.second_step import prove_typed
from server.services.entrance.sessions import SignedIn, find
from tests.console.visitor import Console, Visitor


def waiting(console: Console) -> SignedIn:
    """Return a session that waits for the second step."""
    visitor = console.visitor()
    visitor.give_password()
    cookie = visitor.cookies["__Host-lespwa_session"]
    with console.database.reading() as connection:
        return find(connection, cookie, at=console.clock())


def outcome(desk: Desk, here: SignedIn, code: str) -> Code | None:
    try:
        prove_typed(desk, here, code)
    except Refused as refusal:
        return refusal.code
    return None


def test_one_code_used_twice_at_once_lets_in_once(
    console: Console, amina: Visitor, desk: Desk
) -> None:
    code = amina.come_in()[0]
    sessions = [waiting(console) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda here: outcome(desk, here, code), sessions))
    assert sorted(each is None for each in outcomes) == [False, False, False, True]


def test_digits_used_twice_at_once_let_in_once(
    console: Console, amina: Visitor, desk: Desk
) -> None:
    amina.come_in()
    console.clock.on(seconds=31)
    sessions = [waiting(console) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda here: outcome(desk, here, amina.digits()), sessions))
    assert outcomes.count(None) == 1


def test_waiting_session_opens_once_and_the_second_code_is_kept(
    console: Console, amina: Visitor, desk: Desk
) -> None:
    first, second, *_ = amina.come_in()
    here = waiting(console)
    assert outcome(desk, here, first) is None
    assert outcome(desk, here, second) is Code.SESSION_UNKNOWN
    assert outcome(desk, waiting(console), second) is None
