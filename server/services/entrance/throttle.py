"""Slowing down whoever guesses: each try in vain makes the next one wait, longer and longer.

Tries are counted in lanes. What lies in the table is a number cut so short that it fits many
logins or networks: people type passwords into the field for the login, and whoever steals the
database, key and all, must not be able to confirm one. That two logins now and then share a
counter costs a wait of minutes. What cannot be a login at all is not told apart.

A try is counted before it is judged and forgiven when it was right: however many arrive at once,
on however many machines, and even if the judging is cut short, none is free.

Nobody can be locked out for ever by a stranger. A browser that has signed in to the account
before tries in a lane of its own, which no stranger's tries reach; any other browser waits five
minutes at most after the last wrong try for that login, a quarter of an hour after one from its
network. The tries of an hour ago no longer count.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from server.errors import Code, Refused
from server.storage.entrance import throttles
from server.storage.entrance.throttles import Tries

_FADE: Final = timedelta(hours=1)
_KEEP: Final = timedelta(days=1)
_FIRST_WAIT: Final = timedelta(seconds=2)
_MOST_DOUBLINGS: Final = 20
_IPV4_CLASS: Final = 24
_IPV6_CLASS: Final = 48
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What is counted together: `free` tries without a wait, then 2, 4, 8… seconds to `longest`.

    `digits` are the hex digits that are kept of what is counted.
    """

    name: str
    free: int
    longest: timedelta
    digits: int = 64

    def wait_after(self, count: int) -> timedelta:
        """Return how long nobody may try after the try with this number."""
        if count <= self.free:
            return timedelta(0)
        doublings = min(count - self.free - 1, _MOST_DOUBLINGS)
        return min(self.longest, _FIRST_WAIT * (1 << doublings))


LOGIN: Final = Lane(name="login", free=5, longest=timedelta(minutes=5), digits=2)
NETWORK: Final = Lane(name="network", free=20, longest=timedelta(minutes=15), digits=4)
BROWSER: Final = Lane(name="browser", free=5, longest=timedelta(minutes=5))
PERSON: Final = Lane(name="person", free=5, longest=timedelta(minutes=15))
# Apart from PERSON: who knows the password must not wipe out guesses at the second factor with it.
OWN_PASSWORD: Final = Lane(name="own password", free=5, longest=timedelta(minutes=15))
_SHARED: Final = frozenset({LOGIN, NETWORK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One counter: a lane, and what is kept of the keyed digest of what is counted in it."""

    lane: Lane
    key: str


def count_of(lane: Lane, what: str, *, secret: bytes) -> Count:
    """Return the counter of something in a lane."""
    names = f"{lane.name}\0{what}".encode("utf-8", "surrogatepass")  # a lane's name holds no zero
    digest = hmac.new(secret, names, "sha256").hexdigest()
    return Count(lane=lane, key=f"{lane.name}:{digest}"[: len(lane.name) + 1 + lane.digits])


def network_of(address: str | None) -> str:
    """Return the class of an address: 256 neighbours in IPv4, one customer's network in IPv6."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    length = _IPV4_CLASS if isinstance(parsed, ipaddress.IPv4Address) else _IPV6_CLASS
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))


def admit(connection: Connection, counts: Collection[Count], *, at: datetime) -> None:
    """Count one try in each counter, to be forgiven if it turns out right.

    Raises:
        Refused: TOO_MANY_TRIES, while one of the counters is closed; nothing is counted then.
    """
    throttles.forget(connection, before=at - _KEEP)
    held = throttles.lock(connection, [each.key for each in counts], at=at)
    wait = max(_wait(held[each.key], each.lane, at) for each in counts)
    if wait > timedelta(0):
        raise Refused(Code.TOO_MANY_TRIES, wait=say(wait))
    throttles.save(connection, {each.key: _tried(held[each.key], each.lane, at) for each in counts})


def forgive(connection: Connection, counts: Collection[Count], *, at: datetime) -> None:
    """Take back a try that was right and, in a lane of one's own, the earlier ones with it.

    In a lane that is shared others may be guessing at the same time, and whoever can sign in
    themselves would else have free guesses at whoever shares the counter with them.
    """
    held = throttles.lock(connection, [each.key for each in counts], at=at)
    throttles.save(connection, {each.key: _forgiven(held[each.key], each.lane) for each in counts})


def say(wait: timedelta) -> str:
    """Say how long to wait, rounded up."""
    seconds = max(1, -int(-wait.total_seconds() // 1))
    if seconds < _MINUTE:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // _MINUTE)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _wait(tries: Tries, lane: Lane, at: datetime) -> timedelta:
    """Return how long the lane is still closed.

    Nothing closes for longer than `longest`: if it seems to, the clock was set back since; nor
    does anything before the free tries are used up.
    """
    if tries.count <= lane.free:
        return timedelta(0)
    left = tries.closed_until - at
    return left if timedelta(0) < left <= lane.longest else timedelta(0)


def _tried(tries: Tries, lane: Lane, at: datetime) -> Tries:
    count = 1 if at - tries.tried_at >= _FADE else tries.count + 1
    return Tries(count=count, tried_at=at, closed_until=at + lane.wait_after(count))


def _forgiven(tries: Tries, lane: Lane) -> Tries:
    count = max(tries.count - 1, 0) if lane in _SHARED else 0
    return replace(tries, count=count, closed_until=tries.tried_at + lane.wait_after(count))
