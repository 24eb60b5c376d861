"""The headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from __future__ import annotations

from typing import Final

from flask import Response, g, request

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
    "form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_FILES: Final = frozenset({"static", "forms.file"})
# A page with a form sends by itself, and shows the photographs that are in it.
_FILLING: Final = f"{_POLICY}; connect-src 'self'".replace(
    "img-src data:", "img-src 'self' data: blob:"
)
_NO_FEATURES: Final = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": the check that a form was sent from here reads it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        f"{_NO_FEATURES}, publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
    "X-Robots-Tag": "noindex",
}
_ONLY_HTTPS: Final = "max-age=31536000"
_REFUSED: Final = 400


def guard(answer: Response) -> None:
    """Put the headers on an answer; only style and script may be kept, and are asked for anew."""
    answer.headers.update(HEADERS)
    if g.get("is_filling"):
        answer.headers["Content-Security-Policy"] = _FILLING
    if g.get("is_locating"):
        answer.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace(
            "geolocation=()", "geolocation=(self)"
        )
    if request.endpoint in _FILES and answer.status_code < _REFUSED:
        answer.headers["Cache-Control"] = "no-cache"
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = _ONLY_HTTPS
