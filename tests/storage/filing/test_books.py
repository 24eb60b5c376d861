from __future__ import annotations

from datetime import timedelta

import pytest

from server.domain.states import Review, State
from server.odk.opened import Reason
from server.services.filing.books import explain, list_incomplete, say_age
from tests.storage.senders import ANSWERS, NOON, Office, Tablet, filled


@pytest.mark.requirement("R59")
def test_received_is_the_sum_of_the_states(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed(1)
    tablet.send(filled(2, ANSWERS), {})
    office.unseal()
    tablet.send_sealed(3)
    books = office.books()
    assert books.received == 3
    assert {state: count for state, count in books.by_state.items() if count} == {
        State.FILED: 1,
        State.NEEDS_REVIEW: 1,
        State.SEALED: 1,
    }
    assert books.by_reason == {(State.NEEDS_REVIEW, "sent_in_clear"): 1}


def test_incomplete_submissions_say_what_they_wait_for(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(1, files=[("a.jpg", b"a")])
    receipt = tablet.send(xml, {"a.jpg.enc": files["a.jpg.enc"]})
    tablet.send_sealed(2)
    with office.database.reading() as connection:
        [waiting] = list_incomplete(connection, NOON + timedelta(hours=2))
    assert waiting.submission_id == receipt.submission_id
    assert waiting.missing == ("submission.xml.enc",)
    assert waiting.age == timedelta(hours=2)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_age_is_said_in_one_unit(age: timedelta, said: str) -> None:
    assert say_age(age) == said


@pytest.mark.parametrize("reason", list(Reason))
def test_unreadable_is_explained(reason: Reason) -> None:
    assert explain(State.UNREADABLE, reason).endswith(".")


@pytest.mark.parametrize("review", list(Review))
def test_review_is_explained(review: Review) -> None:
    assert explain(State.NEEDS_REVIEW, review).endswith(".")


def test_several_reasons_are_explained_together() -> None:
    both = explain(State.NEEDS_REVIEW, "sent_in_clear,unknown_version")
    assert both.startswith(Review.SENT_IN_CLEAR.sentence)
    assert both.endswith(Review.UNKNOWN_VERSION.sentence)
