"""Requests of our scripts that carry more than a form: their token, and their body as a stream."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from wtforms import ValidationError  # type: ignore[import-untyped] # it has no types

from server.errors import Code, Refused
from server.web.intake.body import Body

_STREAMS: Final = "lespwa_streams"
_NO_LIMIT: Final = 1 << 62  # the body counts for itself
_TOKEN: Final = "X-CSRFToken"  # noqa: S105 - a header's name


def install_streams(app: Flask, csrf: CSRFProtect, streams: Collection[str]) -> None:
    """Let some endpoints read their body themselves; each must ask for its token itself too."""
    app.extensions[_STREAMS] = frozenset(streams)
    for endpoint in streams:
        csrf.exempt(app.view_functions[endpoint])


def is_stream() -> bool:
    """Whether this request is to one of them."""
    return request.endpoint in current_app.extensions[_STREAMS]


def open_body(longest: int) -> None:
    """Prepare to read the body, up to so many bytes."""
    request.max_content_length = _NO_LIMIT  # None would be that of the pages
    g.body = Body(request.stream, request.content_length, longest)


def require_token() -> None:
    """Go on only with the token of the page, which other sites' scripts cannot send.

    Raises:
        Refused: SIGNED_IN_ANEW, when it is that of an earlier sign-in.
    """
    try:
        validate_csrf(request.headers.get(_TOKEN))
    except ValidationError:
        raise Refused(Code.SIGNED_IN_ANEW) from None


def whole_body(longest: int) -> bytes:
    """Read all of it.

    Raises:
        Refused: TOO_LARGE, or BAD_UPLOAD when it was cut short.
    """
    open_body(longest)
    body: Body = g.body
    body.check_length()
    return b"".join(iter(body.read, b""))
