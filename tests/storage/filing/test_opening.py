"""Opening gives what was sent, once from its seal and then from what its seal gave."""

from __future__ import annotations

import pytest

from server.domain.states import Review
from server.errors import Code, Refused
from server.odk.opened import Reason, SignatureState, Unreadable
from server.services.filing.opening import OpenedSubmission
from tests.storage.senders import ANSWERS, Office, Tablet, filled, withdraw_keys


def opened(office: Office, submission_id: str) -> OpenedSubmission:
    with office.database.reading() as connection:
        return office.opener.find_and_open(connection, submission_id)


def attachment(office: Office, submission: OpenedSubmission, name: str) -> bytes:
    with office.database.reading() as connection:
        return b"".join(office.opener.attachment(connection, submission, name))


def answers(submission: OpenedSubmission) -> dict[str, str]:
    return {each.path: each.raw for each in submission.answers.answers}


def test_sealed_submission_opens_with_its_form_key(tablet: Tablet, office: Office) -> None:
    found = opened(office, tablet.send_sealed().submission_id)
    assert ANSWERS.items() <= answers(found).items()
    assert (found.signature, found.reviews) == (SignatureState.VALID, ())


def test_what_came_in_clear_opens_and_needs_a_person(tablet: Tablet, office: Office) -> None:
    found = opened(office, tablet.send(filled(1, ANSWERS), {}).submission_id)
    assert ANSWERS.items() <= answers(found).items()
    assert (found.signature, found.reviews) == (None, (Review.SENT_IN_CLEAR,))


@pytest.mark.parametrize("is_filed", [False, True])
def test_attachments_come_by_their_name(tablet: Tablet, office: Office, *, is_filed: bool) -> None:
    files = [("a.jpg", b"a" * 70_000), ("b.jpg", b"")]
    receipt = tablet.send(*tablet.seal(answers={"photo": "a.jpg"}, files=files))
    if is_filed:
        office.unseal()
    found = opened(office, receipt.submission_id)
    assert [(name, attachment(office, found, name)) for name in found.attachments] == files


def test_file_that_it_does_not_have_is_not_found(tablet: Tablet, office: Office) -> None:
    found = opened(office, tablet.send_sealed().submission_id)
    with pytest.raises(Refused) as refused:
        attachment(office, found, "a.jpg")
    assert refused.value.code is Code.NOT_FOUND


def test_what_was_filed_opens_without_its_form_key(tablet: Tablet, office: Office) -> None:
    submission = tablet.send_sealed().submission_id
    office.unseal()
    withdraw_keys(office.database)
    assert ANSWERS.items() <= answers(opened(office, submission)).items()


def test_unknown_version_is_read_by_the_nearest(tablet: Tablet, office: Office) -> None:
    found = opened(office, tablet.send_sealed(version="9").submission_id)
    assert ANSWERS.items() <= answers(found).items()
    assert (found.form.version, found.reviews) == ("1", (Review.UNKNOWN_VERSION,))


def test_damaged_file_is_not_believed(tablet: Tablet, office: Office) -> None:
    envelope, files = tablet.seal()
    receipt = tablet.send(envelope, {name: b"\0" * len(files[name]) for name in files})
    with pytest.raises(Unreadable) as raised:
        opened(office, receipt.submission_id)
    assert isinstance(raised.value.reason, Reason)


def test_submission_that_is_not_held_is_not_found(tablet: Tablet, office: Office) -> None:
    assert tablet.send_sealed().is_new
    with pytest.raises(Refused) as refused:
        opened(office, "0" * 32)
    assert refused.value.code is Code.NOT_FOUND
