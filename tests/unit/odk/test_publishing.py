"""What the server puts into a form: version, key, address, and what stays the same content."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from server.domain.forms import Audience
from server.odk.openrosa import SUBMISSION_PLACEHOLDER, served_form
from server.odk.publishing import Imprint, content_hash, next_version, publishable
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from tests.simulators.sheets import form

SURVEY = "|type|name|label::English (en)|\n|text|a|A|"
NOON = datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC)


def compiled(survey: str = SURVEY) -> bytes:
    xform = compile_form(read_workbook(form(survey), "trial.xlsx")).xform
    assert xform is not None
    return xform


def published(audience: Audience = Audience.AGENCY, xform: bytes | None = None) -> bytes:
    imprint = Imprint(version="7", public_key=b"key", audience=audience)
    return publishable(xform or compiled(), imprint)


def submission(xform: bytes) -> dict[str, str]:
    (found,) = etree.fromstring(xform).iter("{http://www.w3.org/2002/xforms}submission")
    return {etree.QName(name).localname: str(value) for name, value in found.attrib.items()}


def test_an_agency_form_sends_and_deletes_by_itself() -> None:
    assert submission(published()) == {
        "action": SUBMISSION_PLACEHOLDER,
        "method": "post",
        "base64RsaPublicKey": b64encode(b"key").decode(),
        "auto-send": "true",
        "auto-delete": "true",
    }


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.HOTLINE, Audience.EXPERT])
def test_other_forms_do_not(audience: Audience) -> None:
    assert set(submission(published(audience))) == {"action", "method", "base64RsaPublicKey"}


def test_what_a_form_says_itself_is_replaced() -> None:
    theirs = compiled().replace(
        b"<instance>", b'<submission action="https://example.org" orx:auto-send="x"/><instance>', 1
    )
    assert submission(published(Audience.PUBLIC, theirs))["action"] == SUBMISSION_PLACEHOLDER


def test_publishing_again_replaces_what_the_server_set() -> None:
    assert published(xform=published()) == published()


def test_a_published_form_reads_as_before_with_its_version() -> None:
    before, after = read_form(compiled()), read_form(published())
    assert after.version == "7"
    assert after.questions == before.questions


def test_the_address_takes_the_place_of_the_placeholder() -> None:
    url = "https://example.org/key/abc/submission?a=1&b=2"
    assert submission(served_form(published(), url))["action"] == url


def test_content_is_the_same_whatever_version_and_key() -> None:
    assert content_hash(published(), {}, []) == content_hash(compiled(), {}, [])


def test_content_is_the_same_however_the_xml_is_written() -> None:
    other = compiled().replace(b"<a/>", b"<a></a>")
    assert content_hash(other, {}, []) == content_hash(compiled(), {}, [])


@pytest.mark.parametrize(
    ("survey", "media", "marks"),
    [
        (SURVEY.replace("|A|", "|B|"), {}, ["public"]),
        (SURVEY, {"a.csv": b""}, ["public"]),
        (SURVEY, {}, ["agency"]),
        (SURVEY, {}, []),
    ],
)
def test_content_differs_with_words_files_and_settings(
    survey: str, media: dict[str, bytes], marks: list[str]
) -> None:
    same = content_hash(compiled(), {}, ["public"])
    assert content_hash(compiled(survey), media, marks) != same


def test_content_differs_with_what_a_file_holds() -> None:
    one, two = {"a.csv": b"1"}, {"a.csv": b"2"}
    assert content_hash(compiled(), one, []) != content_hash(compiled(), two, [])


def test_a_version_is_the_time_in_utc() -> None:
    assert next_version(NOON, []) == "20261122120005"
    island = timezone(timedelta(hours=-4))
    assert next_version(NOON.astimezone(island), []) == "20261122120005"


def test_a_version_is_larger_than_every_earlier_one() -> None:
    versions: list[str] = []
    for back in (0, 0, 3600, 0):
        versions.append(next_version(NOON - timedelta(seconds=back), versions))
    assert versions == sorted(versions)
    assert len(set(versions)) == len(versions)


def test_versions_of_other_tools_are_passed_over() -> None:
    assert next_version(NOON, ["2026.1 b", "", "9" * 40]) == "20261122120005"
    assert next_version(NOON, ["99999999999999"]) == "100000000000000"
