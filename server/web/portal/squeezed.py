"""Answers made small for slow connections; nothing that is squeezed holds a secret (BREACH)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Final

from flask import Response, request

_WORTH_IT: Final = 500  # bytes
_KINDS: Final = frozenset({"text/html", "text/javascript", "application/json", "image/svg+xml"})
_GZIP: Final = "gzip"


def squeeze(answer: Response) -> None:
    """Compress an answer of the portal for whoever takes it so."""
    if answer.mimetype not in _KINDS or answer.is_streamed:
        return
    answer.vary.add("Accept-Encoding")
    body = answer.get_data()
    if len(body) >= _WORTH_IT and request.accept_encodings.quality(_GZIP) > 0:
        answer.set_data(_squeezed(body))
        answer.headers["Content-Encoding"] = _GZIP


@lru_cache(maxsize=128)
def _squeezed(body: bytes) -> bytes:
    """Compress once what many are given: scripts and pages are the same for everybody."""
    return gzip.compress(body, compresslevel=9, mtime=0)
