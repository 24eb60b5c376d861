"""Misspelt names and numbers are found; what is empty is like nothing."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.names import Found, alike, names_like, number, numbers_like, plain

_EMPTY = ["", "  ", "–", "'", "?!", "\u0301"]  # noqa: RUF001 - signs that people type
_NAMES = st.text("abeimnost ", min_size=1, max_size=12).filter(str.strip)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Théophilus  ZÉPHIRIN", "theophilus zephirin"),
        ("d'Auvergne", "dauvergne"),
        ("d\u2019Auvergne", "dauvergne"),
        ("Jn.Baptiste", "jn baptiste"),
        ("Jean\u2013Marie", "jean marie"),
        ("Œuvrard", "oeuvrard"),
        ("Weiß", "weiss"),
    ],
)
def test_plain_form_has_neither_accents_nor_signs(name: str, expected: str) -> None:
    assert plain(name) == expected


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("Jn Baptiste", "Jean Baptiste"),
        ("Jn Baptiste", "Kim Jean-Baptiste"),
        ("Baptist", "Marie Jn Baptiste"),
        ("Marie", "Baptiste Marrie"),
        ("Theophilus", "Téofilus"),
        ("Hippolyte", "Ipolit"),
        ("Leveaux", "Levo"),
        ("Alcee", "Alsi"),
        ("Marie Charlemagne", "CHARLEMANGE, Mary"),
        ("Jose", "José"),
    ],
)
def test_name_is_found_as_others_spell_it(sought: str, name: str) -> None:
    assert alike(sought)(name) >= 0.89


@pytest.mark.parametrize(
    ("sought", "name"), [("Ann", "Bo"), ("Marie Leonce", "Marie Polius"), ("Jean", "Edward")]
)
def test_other_name_is_not_found(sought: str, name: str) -> None:
    assert alike(sought)(name) == 0


@pytest.mark.parametrize("sought", _EMPTY)
@pytest.mark.parametrize("name", [*_EMPTY, "Ann"])
def test_empty_is_like_nothing(sought: str, name: str) -> None:
    assert alike(sought)(name) == 0
    assert alike(name)(sought) == 0


def test_likest_come_first_and_no_more_than_wished() -> None:
    among = [("c", "Mary"), ("a", "Ann"), ("b", "Ann"), ("d", "Anne")]
    assert names_like("Ann", among, limit=2) == [
        Found(id="a", likeness=1),
        Found(id="b", likeness=1),
    ]
    assert [each.id for each in names_like("Ann", among)] == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("452-1234", "17584521234"),
        ("(758) 452 1234", "17584521234"),
        ("+1 758 452 1234", "17584521234"),
        ("00596 596 12 34 56", "596596123456"),
        ("999", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_number_has_its_country(phone: str, expected: str) -> None:
    assert number(phone) == expected


def test_number_with_one_slip_is_found_and_stands_behind_the_same() -> None:
    among = [("slip", "452 1243"), ("other", "452 4321"), ("same", "+1758 4521234"), ("none", "")]
    assert [each.id for each in numbers_like("4521234", among)] == ["same", "slip"]
    assert numbers_like("", among) == []


def test_stream_is_not_kept_in_memory() -> None:
    def many(count: int) -> Iterator[tuple[str, str]]:
        return ((str(each), "Marie Baptiste") for each in range(count))

    names_like("Mary Batiste", many(100))
    tracemalloc.start()
    try:
        names_like("Mary Batiste", many(20_000))
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@given(_NAMES)
def test_name_is_most_like_itself(name: str) -> None:
    assert alike(name)(name) == pytest.approx(1)


@given(_NAMES, _NAMES)
def test_likeness_lies_between_nothing_and_the_same(sought: str, name: str) -> None:
    assert 0 <= alike(sought)(name) <= 1


@given(st.text(max_size=12))
def test_any_text_has_a_plain_form_that_is_its_own(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert set(plain(text)) <= set("abcdefghijklmnopqrstuvwxyz ")
