"""Which heads of requests are read at all: only those that can be read in one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web.serving.heads import fault_of

LINE = b"POST /key/x/submission HTTP/1.1\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Host: a\r\n",
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: Chunked\r\n",
        b"Expect: 100-Continue\r\nX: se\xc3\xb1al\r\n",
        b"X: x\r\n" * 64,
    ],
)
def test_head_in_order_has_no_fault(fields: bytes) -> None:
    assert fault_of(LINE + fields + b"\r\n") is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"X: x\r\n" * 65, 431),
        (b"X: " + b"x" * 8190 + b"\r\n", 431),
        (b"X : x\r\n", 400),
        (b"X: a\r\n folded\r\n", 400),
        (b"X: a\x00b\r\n", 400),
        (b"X: a\nY: b\r\n", 400),
        (b"Content-Length: 1\r\nContent-Length: 1\r\n", 400),
        (b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
        (b"Transfer-Encoding: chunked, chunked\r\n", 501),
        (b"Transfer-Encoding: gzip\r\n", 501),
        (b"Expect: more\r\n", 417),
    ],
)
def test_fields_that_can_be_read_in_two_ways_are_refused(fields: bytes, status: int) -> None:
    assert fault_of(LINE + fields + b"\r\n") == status


@pytest.mark.parametrize(
    "line",
    [b"GET /", b"GET / HTTP/0.9", b"GET / HTTP/2.0", b"get / HTTP/1.1", b"GET  / HTTP/1.1"],
)
def test_first_line_of_another_kind_is_refused(line: bytes) -> None:
    assert fault_of(line + b"\r\n\r\n") == 400


def test_chunks_in_the_old_version_are_refused() -> None:
    assert fault_of(b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400


def test_long_address_is_refused() -> None:
    assert fault_of(b"GET /" + b"x" * 4094 + b" HTTP/1.1\r\n\r\n") == 414


@given(st.binary(max_size=2000))
def test_any_bytes_are_judged(head: bytes) -> None:
    assert fault_of(head) in {None, 400, 414, 417, 431, 501}
