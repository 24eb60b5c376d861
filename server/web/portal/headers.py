"""The headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Final

from flask import Response, request

_FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_CLOSED: Final = "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
NO_PAGE: Final = f"default-src 'none'; {_CLOSED}"
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ONLY_HTTPS: Final = "max-age=31536000"


def page_policy(style: str, *, fills: bool) -> str:
    """Return the policy of a page with that one style in it; one to be filled in also sends."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    images = "'self' data: blob:" if fills else "data:"
    connects = "connect-src 'self'; " if fills else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; {connects}"
        f"img-src {images}; {_CLOSED}"
    )


def guard(answer: Response) -> None:
    """Put the headers on an answer; what it says itself of these stands."""
    for name, text in guards(is_secure=request.is_secure).items():
        if name in HEADERS or name not in answer.headers:
            answer.headers[name] = text


@cache
def guards(*, is_secure: bool) -> Mapping[str, str]:
    """Return the headers of an answer that says nothing of them itself."""
    return {
        **HEADERS,
        "Permissions-Policy": permissions(),
        "Content-Security-Policy": NO_PAGE,
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        **({"Strict-Transport-Security": _ONLY_HTTPS} if is_secure else {}),
    }


def permissions(*, locates: bool = False) -> str:
    """Return the policy that denies every feature, save the place to a form that asks for it."""
    given = {"geolocation": "(self)"} if locates else {}
    return ", ".join(f"{name}={given.get(name, '()')}" for name in _FEATURES)
