"""The mark of a password changes with it, and with nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.services.trust.marks import mark_of, present_mark
from server.services.trust.passwords import set_password
from server.storage.engine import Database
from tests.simulators.office import NOON, Custody

NEW = "nine owls borrow a drum"
KEPT = st.tuples(st.binary(min_size=1), st.text(min_size=1))


@given(KEPT, KEPT)
def test_marks_are_the_same_only_for_the_same(
    one: tuple[bytes, str], other: tuple[bytes, str]
) -> None:
    assert (mark_of(*one) == mark_of(*other)) == (one == other)


@given(st.binary(min_size=4))
def test_mark_tells_nothing_of_what_it_marks(checksum: bytes) -> None:
    assert checksum.hex() not in mark_of(checksum, None)


def test_new_password_has_another_mark(database: Database, custody: Custody) -> None:
    def set_anew(password: str) -> str | None:
        with database.work() as work:
            set_password(work, custody.account, password, vault=custody.vault, at=NOON)
            work.note("amina", "password.changed", custody.account.id)
            work.commit()
        with database.reading() as connection:
            return present_mark(connection, custody.account.id)

    assert len({set_anew(NEW), set_anew(NEW), None}) == 3  # even the same again


def test_nobody_has_no_mark(database: Database, custody: Custody) -> None:
    with database.reading() as connection:
        assert present_mark(connection, custody.account.id) is not None
        assert present_mark(connection, "0" * 32) is None
