"""The multipart decoder against Werkzeug's, on bodies cut anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from server.errors import Refused
from server.web.intake.multipart import Begin, Decoder
from tests.simulators.sending import multipart, part

MARK = "xYz"
Found = list[tuple[str, str, bytes]]

# Bytes that look like boundaries and line ends, as often as not.
NEARLY = st.lists(
    st.sampled_from(
        [b"\r\n", b"\r", b"\n", b"-", b"--", b"xYz", b"--xY", b"\r\n--x", b"\r\n--", b"a"]
    )
).map(b"".join)
NAMES = st.text("abc ñ證;=&\"'\\.", min_size=1, max_size=8)
PARTS = st.lists(st.tuples(NAMES, st.none() | NAMES, NEARLY), max_size=5)


def ours(pieces: Iterable[bytes]) -> Found:
    """Return name, file name and content of every part."""
    decoder, found = Decoder(MARK.encode()), []
    for piece in pieces:
        for event in decoder.feed(piece):
            if isinstance(event, Begin):
                found.append((event.name, event.filename, b""))
            else:
                found[-1] = (*found[-1][:2], found[-1][2] + event)
    assert decoder.is_at_end
    return found


def theirs(body: bytes) -> Found:
    decoder, found = MultipartDecoder(MARK.encode()), []
    decoder.receive_data(body)
    decoder.receive_data(None)
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, File | Field):
            filename = event.filename if isinstance(event, File) else ""
            found.append((event.name or "", filename, b""))
        elif isinstance(event, Data):
            found[-1] = (*found[-1][:2], found[-1][2] + event.data)
    return found


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@settings(max_examples=200, deadline=None)
@given(PARTS, st.integers(1, 40))
def test_decoder_finds_what_werkzeug_finds(
    parts: list[tuple[str, str | None, bytes]], size: int
) -> None:
    # Werkzeug also takes a lone CR or LF before a boundary for a line end.
    clean = [each for each in parts if not re.search(rb"(\A|[\r\n])--xYz", each[2])]
    body = multipart(MARK, [part(*each) for each in clean])
    assert ours(cut(body, size)) == theirs(body)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_decoder_allows_what_the_standard_allows(size: int) -> None:
    body = (
        b"a preamble\r\n--xYz \t\r\nX-Other: 1\r\ncontent-disposition:form-data;name=a\r\n\r\n1"
        b"\r\n--xYz\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--xYz-- and an epilogue"
    )
    assert ours(cut(body, size)) == [("a", "", b"1"), ("b", "", b"")]


@pytest.mark.parametrize(
    "body",
    [
        b"--xYzz\r\n",
        b"--xYz x\r\n",
        b"--xYz-\r\n",
        b"--xYz\r\n\r\nno header\r\n--xYz--",
        b"--xYz\r\nContent-Disposition: form-data; name=\xff\r\n\r\n",
        b"--xYz\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"--xYz" + b" " * 20_000,
    ],
)
@pytest.mark.parametrize("size", [1, 100_000])
def test_decoder_refuses(body: bytes, size: int) -> None:
    with pytest.raises(Refused, match="not well-formed multipart"):
        ours(cut(body, size))


def test_decoder_holds_little_of_an_endless_preamble() -> None:
    decoder = Decoder(MARK.encode())
    for _ in range(100):
        assert list(decoder.feed(b"\r\n--xY" * 1000)) == []
    assert len(decoder._buffer) < 10


def test_decoder_hands_content_on_as_it_comes() -> None:
    decoder = Decoder(MARK.encode())
    list(decoder.feed(multipart(MARK, [part("a", "a", b"1")]).removesuffix(b"\r\n--xYz--\r\n")))
    handed = [each for each in decoder.feed(b"x" * 100_000) if isinstance(each, bytes)]
    assert len(b"".join(handed)) > 99_990
    assert len(decoder._buffer) < 10
