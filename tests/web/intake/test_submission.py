"""Submissions as a tablet sends them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulators.collect import Collect
from tests.simulators.sending import Instance
from tests.web.office import Office

PHOTO = bytes(range(256)) * 4


def test_sealed_submission_is_received(office: Office, tablet: Collect) -> None:
    office.publish()
    [outcome] = tablet.send([office.sealed(("photo.jpg", PHOTO))])
    assert outcome.is_sent
    assert outcome.message == "The submission has arrived. Thank you."
    assert office.count("sealed") == 1


def test_server_is_asked_before_each_submission(office: Office, tablet: Collect) -> None:
    office.publish()
    tablet.send([office.sealed(), office.sealed()])
    assert [each.method for each in tablet.wire.log] == ["HEAD", "POST", "HEAD", "POST"]


def test_same_submission_again_is_a_success(office: Office, tablet: Collect) -> None:
    office.publish()
    instance = office.sealed(("photo.jpg", PHOTO))
    outcomes = tablet.send([instance, instance, instance])
    assert [outcome.is_sent for outcome in outcomes] == [True, True, True]
    assert office.count() == 1


def test_other_bytes_under_the_same_id_are_refused(office: Office, tablet: Collect) -> None:
    office.publish()
    first, second = office.sealed(instance_id="uuid:1"), office.sealed(instance_id="uuid:1")
    outcomes = tablet.send([first, second])
    assert [outcome.is_sent for outcome in outcomes] == [True, False]
    assert "A different submission" in outcomes[1].message


def test_another_file_under_the_same_name_is_refused(office: Office, tablet: Collect) -> None:
    office.publish()
    instance = office.sealed(("photo.jpg", PHOTO))
    changed = replace(instance, files=(("photo.jpg.enc", b"other" * 100), *instance.files[1:]))
    outcomes = tablet.send([instance, changed])
    assert [outcome.is_sent for outcome in outcomes] == [True, False]


def test_many_files_arrive_in_batches(office: Office, tablet: Collect) -> None:
    office.publish()
    instance = office.sealed(*((f"{number}.jpg", b"x") for number in range(150)))
    [outcome] = tablet.send([instance])
    assert (outcome.is_sent, outcome.posts) == (True, 2)
    assert office.count("sealed") == 1


def test_files_over_the_limit_arrive_in_batches(office: Office, tablet: Collect) -> None:
    office.publish()
    photos = [(f"{number}.jpg", PHOTO * 1500) for number in range(5)]  # 1.5 MB each
    [outcome] = tablet.send([office.sealed(*photos)])
    assert (outcome.is_sent, outcome.posts) == (True, 3)
    assert office.count("sealed") == 1


def test_part_of_a_submission_waits_for_the_rest(office: Office, tablet: Collect) -> None:
    office.publish()
    instance = office.sealed(("photo.jpg", PHOTO))
    [outcome] = tablet.send([replace(instance, files=instance.files[:1])])
    assert outcome.message == "This part has arrived; 1 more file is to come."
    assert office.count("incomplete") == 1
    tablet.send([instance])
    assert (office.count("sealed"), office.count()) == (1, 1)


def test_unnamed_files_are_ignored_and_counted(office: Office, tablet: Collect) -> None:
    office.publish()
    instance = office.sealed()
    plain = ("submission.xml", b"<data>She is called Made Up</data>")
    [outcome] = tablet.send([replace(instance, files=(plain, *instance.files))])
    assert outcome.is_sent
    assert office.actions()[-1] == "submission.received"


def test_submission_to_a_closed_form_is_still_taken(office: Office, tablet: Collect) -> None:
    office.publish()
    office.close("screening")
    assert tablet.send([office.sealed()])[0].is_sent


def test_submission_to_an_unknown_form_is_refused(office: Office, tablet: Collect) -> None:
    office.publish()
    [outcome] = tablet.send([office.sealed(form_id="other")])
    assert outcome.message == "Error: There is no such form for this access code."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (b"", "no part named"),
        (b"<data", "not well-formed"),
        (b"<a></b>", "not well-formed"),
        (b"<data id='screening'>\0</data>", "not well-formed"),
        (b"<data id='screening'/>", "no instanceID"),
        (b"<!DOCTYPE data><data id='screening'/>", "document type"),
        (b"<a>" * 100_000, "nested too deeply"),
        (b"<data id='screening' encrypted='yes'/>", "no wrapped key"),
        (b"<a>" + b"<b/>" * 300_000 + b"</a>", "more elements than"),
        (b"<a>" + b"x" * 9_000_000 + b"</a>", "larger than"),
    ],
)
def test_broken_document_is_refused_with_a_sentence(
    office: Office, tablet: Collect, xml: bytes, message: str
) -> None:
    office.publish()
    [outcome] = tablet.send([Instance(xml=xml)])
    assert message in outcome.message
    assert office.count() == 0


def test_upload_over_the_limit_is_refused_and_the_tablet_is_told(
    office: Office, tablet: Collect
) -> None:
    office.publish()
    [outcome] = tablet.send([office.sealed(("film.mp4", b"x" * 7_000_000))])
    assert "larger than" in outcome.message


def test_connection_serves_on_after_a_refusal(office: Office, tablet: Collect) -> None:
    office.publish()
    outcomes = tablet.send([Instance(xml=b"<data"), office.sealed()])
    assert [outcome.is_sent for outcome in outcomes] == [False, True]


@pytest.mark.requirement("R82")
def test_clear_text_submission_is_kept_but_not_in_clear(office: Office, tablet: Collect) -> None:
    office.publish()
    xml = (
        b'<data id="screening" version="1"><place>Made Up Bay</place>'
        b"<meta><instanceID>uuid:7</instanceID></meta></data>"
    )
    assert tablet.send([Instance(xml=xml)])[0].is_sent
    assert "submission.arrived_in_clear" in office.actions()
