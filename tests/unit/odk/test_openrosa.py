"""The OpenRosa documents, read back by a parser as strict as Collect's."""

from __future__ import annotations

from hashlib import md5

import pytest
from lxml import etree

from server.odk import openrosa
from server.odk.openrosa import ListedFile, ListedForm, Nature
from tests.simulators.documents import (
    ListEntry,
    MediaEntry,
    read_list,
    read_manifest,
    read_message,
)
from tests.simulators.wire import Answer, Request

HASH = "0123456789abcdef0123456789abcdef"


def answer(body: bytes) -> Answer:
    headers = {"content-type": openrosa.CONTENT_TYPE, "x-openrosa-version": "1.0"}
    request = Request(method="GET", url="https://example.org/")
    return Answer(status=200, reason="OK", headers=headers, body=body, request=request)


def listed(
    name: str = "Case report", version: str = "1", manifest: str | None = None
) -> ListedForm:
    return ListedForm(
        form_id="case",
        name=name,
        version=version,
        md5=HASH,
        download_url="https://example.org/key/T/forms/1.xml",
        manifest_url=manifest,
    )


def test_form_list_is_read_by_collect() -> None:
    [entry] = read_list(answer(openrosa.form_list([listed(manifest="https://example.org/m")])))
    assert entry == ListEntry(
        form_id="case",
        name="Case report",
        version="1",
        md5=HASH,
        download_url="https://example.org/key/T/forms/1.xml",
        manifest_url="https://example.org/m",
    )


def test_form_list_may_be_empty() -> None:
    assert read_list(answer(openrosa.form_list([]))) == []


def test_form_list_leaves_out_what_is_blank() -> None:
    body = openrosa.form_list([listed(version=" ")])
    assert b"<version" not in body
    assert b"manifestUrl" not in body


def test_form_list_escapes_names() -> None:
    [entry] = read_list(answer(openrosa.form_list([listed(name='R & B <"raid">')])))
    assert entry.name == 'R & B <"raid">'


@pytest.mark.parametrize("name", ["", "***", " - "])
def test_form_list_names_a_form_that_would_have_no_file_name(name: str) -> None:
    [entry] = read_list(answer(openrosa.form_list([listed(name=name)])))
    assert entry.name == "case"


def test_manifest_is_read_by_collect() -> None:
    file = ListedFile(filename="lists.csv", md5=HASH, download_url="https://example.org/a.csv")
    [entry] = read_manifest(answer(openrosa.manifest([file])))
    assert entry == MediaEntry(
        filename="lists.csv", md5=HASH, download_url="https://example.org/a.csv"
    )


def test_manifest_may_be_empty() -> None:
    assert read_manifest(answer(openrosa.manifest([]))) == []


def test_response_shows_its_message() -> None:
    assert read_message(openrosa.response("a < b & c", Nature.REFUSED)) == "a < b & c"


def test_response_says_its_nature() -> None:
    root = etree.fromstring(openrosa.response("Thanks", Nature.RECEIVED))
    assert root[0].get("nature") == "submit_success"
    assert etree.QName(root).namespace == "http://openrosa.org/http/response"


def test_response_replaces_what_xml_cannot_hold() -> None:
    assert read_message(openrosa.response("a\0b\x1fc\ud800d", Nature.REFUSED)) == "a�b�c�d"


def test_md5_is_of_the_bytes() -> None:
    assert openrosa.md5_hex(b"abc") == md5(b"abc").hexdigest()  # noqa: S324 - what OpenRosa uses


def test_served_form_has_its_address() -> None:
    stored = b'<submission action="{{LESPWA_SUBMISSION_URL}}" method="post"/>'
    served = openrosa.served_form(stored, 'https://example.org/a&"b"')
    assert etree.fromstring(served).get("action") == 'https://example.org/a&"b"'
