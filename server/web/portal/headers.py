"""The headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from __future__ import annotations

from base64 import b64encode
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
    answer.headers.update(HEADERS)
    answer.headers.setdefault("Permissions-Policy", permissions())
    answer.headers.setdefault("Content-Security-Policy", NO_PAGE)
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Robots-Tag", "noindex")
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = _ONLY_HTTPS


def permissions(*, locates: bool = False) -> str:
    """Return the policy that denies every feature, save the place to a form that asks for it."""
    given = {"geolocation": "(self)"} if locates else {}
    return ", ".join(f"{name}={given.get(name, '()')}" for name in _FEATURES)
