"""Reading uploads: everything Collect sends, nothing that could hurt."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from server.errors import Refused
from server.web.intake.body import Body
from server.web.intake.spool import Budget, Spool
from server.web.intake.upload import Limits, boundary_of, read_upload
from tests.simulators.sending import multipart, part

MARK = "9c4a1f00-0000-4000-8000-000000000000"
XML = b"<data id='case'/>"


def read(body: bytes, limits: Limits | None = None, limit: int = 1 << 20) -> dict[str, bytes]:
    """Read a body and return every part's content, the submission's under ""."""
    with Spool(Budget(1 << 20)) as spool:
        source = Body(io.BytesIO(body), len(body), limit)
        upload = read_upload(source, MARK.encode(), limits or Limits(), spool)
        found = {"": b"".join(upload.xml.chunks())}
        return found | {name: b"".join(each.chunks()) for name, each in upload.files.items()}


def upload(files: Sequence[tuple[str, bytes]], *extra: bytes) -> bytes:
    parts = [part("xml_submission_file", "Case report.xml", XML)]
    return multipart(MARK, [*parts, *(part(name, name, data) for name, data in files), *extra])


def test_upload_gives_the_document_and_the_files() -> None:
    found = read(upload([("a.jpg", b"\r\n--"), ("submission.xml.enc", b"")]))
    assert found == {"": XML, "a.jpg": b"\r\n--", "submission.xml.enc": b""}


@pytest.mark.parametrize(
    "name", ["señal ñ.jpg", "證據.png", 'say "hi".jpg', "a;b=c.jpg", "a&b.jpg"]
)
def test_upload_keeps_names(name: str) -> None:
    assert list(read(upload([(name, b"x")]))) == ["", name]


def test_upload_takes_as_many_files_as_collect_sends() -> None:
    files = [(f"{number}.jpg.enc", b"x") for number in range(101)]
    found = read(upload(files, part("*isIncomplete*", None, b"yes")))
    assert len(found) == 102


def test_upload_finds_the_document_wherever_it_stands() -> None:
    parts = [part("a.jpg", "a.jpg", b"1"), part("xml_submission_file", "x.xml", XML)]
    assert read(multipart(MARK, parts)) == {"a.jpg": b"1", "": XML}


def test_upload_takes_the_document_without_a_file_name() -> None:
    assert read(multipart(MARK, [part("xml_submission_file", None, XML)])) == {"": XML}


def test_upload_does_not_mistake_a_file_for_the_document() -> None:
    parts = [
        part("xml_submission_file", "x.xml", XML),
        part("a.jpg", "xml_submission_file", b"another"),
    ]
    assert read(multipart(MARK, parts)) == {"": XML, "xml_submission_file": b"another"}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], "no part named"),
        ([part("a.jpg", "a.jpg", b"x")], "no part named"),
        ([part("xml_submission_file", "x.xml", b"")], "no part named"),
        ([part("xml_submission_file", "x.xml", XML)] * 2, "two parts named"),
        ([part("a", "a", b"x")] * 2, "the same name"),
        ([part("n" * 256, "n" * 256, b"x")], "too long"),
        ([part("é" * 128, "é" * 128, b"x")], "too long"),
        ([part("", "", b"x")], "no name"),
        ([b"Content-Type: text/plain\r\n\r\nx"], "not well-formed"),
        ([b"no header at all"], "not well-formed"),
        ([b"X-Long: " + b"y" * 200_000 + b"\r\n\r\nx"], "not well-formed"),
        ([b'Content-Disposition: form-data; name="\xff"\r\n\r\nx'], "not well-formed"),
    ],
)
def test_upload_is_refused(parts: list[bytes], why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(multipart(MARK, parts))


def test_upload_of_too_many_parts_is_refused() -> None:
    files = [(str(number), b"x") for number in range(1000)]
    assert len(read(upload(files[:999]))) == 1000
    with pytest.raises(Refused, match="more than 1000 parts"):
        read(upload(files))


@pytest.mark.parametrize("cut", [3, 30, 60, 200, 320])
def test_upload_cut_short_is_refused(cut: int) -> None:
    whole = upload([("a.jpg", b"x" * 100)])
    with pytest.raises(Refused, match="cut short"):
        read(whole[:-cut])


def test_upload_shorter_than_announced_is_refused() -> None:
    with Spool(Budget(1000)) as spool, pytest.raises(Refused, match="cut short on its way"):
        read_upload(Body(io.BytesIO(b"--"), 100, 1000), MARK.encode(), Limits(), spool)


def test_upload_over_the_limit_is_refused_wherever_it_ends() -> None:
    with pytest.raises(Refused, match="larger than 0 megabytes") as refused:
        read(upload([("a.jpg", b"x" * 5000)]), limit=4000)
    assert refused.value.status == 413


def test_document_over_the_limit_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read(upload([]), limits=Limits(xml=10))
    assert refused.value.status == 413


def test_length_over_the_limit_is_refused_before_reading() -> None:
    stream = io.BytesIO(b"x" * 11)
    with pytest.raises(Refused):
        Body(stream, 11, 10).check_length()
    assert stream.tell() == 0


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        "multipart/form-data; boundary=" + "x" * 201,
        "multipart/mixed; boundary=x",
    ],
)
def test_content_type_without_a_usable_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(Refused):
        boundary_of(content_type)


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data; boundary=a-b", 'Multipart/Form-Data; charset=utf-8; boundary="a-b"'],
)
def test_boundary_is_found(content_type: str) -> None:
    assert boundary_of(content_type) == b"a-b"


class BrokenStream(io.BytesIO):
    """A connection that breaks at the first read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError(size)


def test_broken_connection_is_a_refusal() -> None:
    with pytest.raises(Refused, match="cut short on its way"):
        Body(BrokenStream(), 100, 1000).read()
