"""The list that the appearance search( ) reads goes out with the form, or is asked for."""

from __future__ import annotations

import pytest

from server.odk.gate.inspection import Inspection
from tests.simulators.gate import said, sentences

CHOICES = "|list_name|name|label|\n|fruit|key|name|"
FRUITS = {"fruits.csv": b"key,name\na,Apple\n", "other.csv": b"key,name\na,A\n"}


def searched(appearance: str, media: dict[str, bytes]) -> Inspection:
    survey = f"|type|name|label|appearance|\n|select_one fruit|a|A|{appearance}|"
    return said(survey, choices=CHOICES, media=media)


@pytest.mark.parametrize(
    "appearance",
    ["search('fruits')", "minimal search( 'fruits' )", 'search("fruits")', "search('fruits.csv')"],
)
def test_the_list_of_a_search_goes_out_with_the_form(appearance: str) -> None:
    draft = searched(appearance, FRUITS).draft
    assert draft is not None
    assert list(draft.media) == ["fruits.csv"]


def test_a_list_of_a_search_that_is_missing_is_an_error() -> None:
    found = searched("search('fruit')", FRUITS)
    assert "The file fruit.csv is not beside the spreadsheet." in sentences(found)
    assert not found.passes
