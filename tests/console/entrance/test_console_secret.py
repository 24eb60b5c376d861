"""The console's secret is made once, for every machine, and a key of it serves one purpose."""

from __future__ import annotations

import secrets
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from server.services.entrance.console_secret import console_secret, derived
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.office import NOON


def made(database: Database, days: int = 0) -> bytes:
    return console_secret(database, at=NOON + timedelta(days=days), random=secrets.token_bytes)


def test_secret_stays_the_same(database: Database) -> None:
    first = made(database)
    assert (made(database, days=1), len(first)) == (first, 32)


def test_making_it_is_an_event_and_asking_for_it_is_none(database: Database) -> None:
    made(database)
    made(database)
    with database.reading() as connection:
        assert connection.scalars(select(event.c.action)).all() == ["console.secret_made"]


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_every_purpose_has_a_key_of_its_own(secret: bytes, one: str, other: str) -> None:
    assert (derived(secret, one) == derived(secret, other)) == (one == other)
