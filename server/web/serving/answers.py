"""Answers that the server gives itself, to what was not even HTTP, in OpenRosa's way."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Final

from server.errors import Code, Refused
from server.odk import openrosa
from server.odk.openrosa import Nature
from server.web.portal.headers import HEADERS, NO_PAGE, permissions

_REASONS: Final = {414: "URI Too Long", 431: "Request Header Fields Too Large"}
_GUARDED: Final = {
    **HEADERS,
    "Content-Security-Policy": NO_PAGE,
    "Permissions-Policy": permissions(),
    "Cache-Control": "no-store",
}


def answer(status: int, accepts: int) -> bytes:
    """Write a whole answer for a request that no application has seen; it repeats none of it."""
    code = Code.BUG if status == Code.BUG.value.status else Code.BAD_REQUEST
    body = openrosa.response(Refused(code).sentence, Nature.REFUSED)
    headers = {
        "Connection": "close",
        "Date": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()),
        "X-OpenRosa-Version": "1.0",
        "X-OpenRosa-Accept-Content-Length": str(accepts),
        "Content-Type": openrosa.CONTENT_TYPE,
        "Content-Length": str(len(body)),
        **_GUARDED,
    }
    lines = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
    reason = _REASONS.get(status) or HTTPStatus(status).phrase
    return f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode("ascii") + body
