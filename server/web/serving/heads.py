"""What a request's first line and its headers may look like (RFC 9112), before they are read.

Only what can be read in one way goes on: a proxy in front may have read it in the other. Each
pattern here takes time in proportion to the line; some of waitress' own do only for such lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

LONGEST_HEAD: Final = 64 * 1024  # bytes, with everything
_LONGEST_LINE: Final = 4094
_LONGEST_FIELD: Final = 8190
_MOST_FIELDS: Final = 64
_REQUEST_LINE: Final = re.compile(rb"[A-Z0-9!#$%&'*+.^_`|~-]{1,20} [\x21-\x7e]+ HTTP/1\.([01])")
_FIELD: Final = re.compile(rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):([\t\x20-\x7e\x80-\xff]*)")


def fault_of(head: bytes) -> HTTPStatus | None:
    """Return with which status a head is refused, nothing for one that is in order."""
    line, *fields = head.rstrip(b"\r\n").split(b"\r\n")
    if len(line) > _LONGEST_LINE:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if len(fields) > _MOST_FIELDS or any(len(field) > _LONGEST_FIELD for field in fields):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    first, found = _REQUEST_LINE.fullmatch(line), [_FIELD.fullmatch(field) for field in fields]
    named = [(each[1].lower(), each[2].strip(b" \t").lower()) for each in found if each]
    if first is None or len(named) < len(fields):
        return HTTPStatus.BAD_REQUEST
    return _fault_of_body(named, is_old=first[1] == b"0")


def _fault_of_body(fields: Sequence[tuple[bytes, bytes]], *, is_old: bool) -> HTTPStatus | None:
    """Judge what says how long the body is; two lengths are none."""
    lengths = [text for name, text in fields if name == b"content-length"]
    codings = [text for name, text in fields if name == b"transfer-encoding"]
    expected = [text for name, text in fields if name == b"expect"]
    if any(text != b"chunked" for text in codings):
        return HTTPStatus.NOT_IMPLEMENTED
    if len(lengths) + len(codings) > 1 or (codings and is_old):
        return HTTPStatus.BAD_REQUEST
    if any(text != b"100-continue" for text in expected):
        return HTTPStatus.EXPECTATION_FAILED
    return None
