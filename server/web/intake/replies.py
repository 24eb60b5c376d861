"""The HTTP answers of the door."""

from __future__ import annotations

from flask import Response, request

from server.odk import openrosa
from server.odk.openrosa import Nature


def document(content: bytes) -> Response:
    """Answer with an XML document that may be kept only by this client, and asked about again."""
    return cached(content, openrosa.CONTENT_TYPE)


def cached(content: bytes, content_type: str = "application/octet-stream") -> Response:
    """Answer with bytes named by their hash, or with 304 when the client has them."""
    answer = Response(content, content_type=content_type)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(openrosa.md5_hex(content))
    answer.make_conditional(request)
    return answer


def said(status: int, message: str, nature: Nature) -> Response:
    """Answer with a sentence for the person who holds the tablet."""
    answer = Response(
        openrosa.response(message, nature), status, content_type=openrosa.CONTENT_TYPE
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
