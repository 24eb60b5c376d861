"""Two accounts count as two people only while no password was handed between them of late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.two_people import Handing, binding

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)


def handing(to: str, by: str | None, until: datetime | None = SOON) -> Handing:
    return Handing(to=to, by=by, until=until)


def are_two(one: str, other: str, *handings: Handing) -> bool:
    answers = {binding(*pair, handings, at=NOW) is None for pair in ((one, other), (other, one))}
    (answer,) = answers  # whoever is asked about first
    return answer


def test_people_who_handed_nothing_are_two() -> None:
    assert are_two("leon", "amina")
    assert are_two("leon", "amina", handing("bo", "leon"), handing("ola", "amina"))


@pytest.mark.parametrize(("until", "is_over"), [(None, False), (SOON, False), (NOW, True)])
def test_handing_binds_both_until_it_ends(until: datetime | None, *, is_over: bool) -> None:
    assert are_two("leon", "amina", handing("amina", "leon", until)) is is_over


def test_handing_binds_over_any_number_of_people() -> None:
    chain = [handing("amina", "leon"), handing("ben", "amina"), handing("bo", "ben")]
    assert not are_two("leon", "bo", *chain)
    assert are_two("leon", "ola", *chain)
    assert are_two("leon", "bo", chain[0], chain[2])


def test_two_who_were_handed_theirs_by_the_same_are_one() -> None:
    assert not are_two("amina", "lucia", handing("amina", "leon"), handing("lucia", "leon"))


def test_recovery_code_binds_to_everybody() -> None:
    assert not are_two("leon", "amina", handing("leon", None))
    assert not are_two("leon", "ben", handing("amina", None), handing("ben", "amina"))
    assert are_two("leon", "amina", handing("leon", None, NOW))


def test_recovery_code_does_not_bind_those_it_has_nothing_to_do_with() -> None:
    assert are_two("leon", "amina", handing("ben", None), handing("lucia", None))


def test_what_binds_is_told() -> None:
    bound = [handing("amina", "leon"), handing("ben", "amina", None)]
    assert binding("leon", "ben", [*bound, handing("ola", "bo")], at=NOW) == bound
