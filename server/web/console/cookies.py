"""The console's three cookies: the session, the mark of a known browser, and the forms' token.

Over https their names begin with `__Host-`, so no other server of the same domain can plant one;
on the machine itself, without https, browsers do not take such names. None has an end of its own
but the mark: closing the browser signs out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from server.services.entrance.desk import KNOWN_FOR

SESSION: Final = "lespwa_session"
KNOWN: Final = "lespwa_known"
FORMS: Final = "lespwa_forms"
_HOST_ONLY: Final = "__Host-"


class FormCookie(SecureCookieSessionInterface):
    """Where Flask keeps the token of the forms: a signed cookie that says nothing."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name for this request."""
        del app
        return _name(FORMS)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether it goes over https only."""
        del app
        return request.is_secure

    def get_cookie_samesite(self, app: Flask) -> str:
        """Return that no other site's link or form may send it."""
        del app
        return "Strict"

    def get_cookie_path(self, app: Flask) -> str:
        """Return the whole host, as its name demands."""
        del app
        return "/"


def read_cookie(name: str) -> str | None:
    """Return what the browser sent."""
    return request.cookies.get(_name(name))


def give_session(answer: Response, value: str) -> None:
    """Let the browser keep a session until it is closed."""
    _set(answer, SESSION, value, None)


def give_known(answer: Response, value: str) -> None:
    """Let the browser keep the mark of a known browser for as long as it counts."""
    _set(answer, KNOWN, value, KNOWN_FOR)


def take_session(answer: Response) -> None:
    """Let the browser forget its session."""
    answer.delete_cookie(
        _name(SESSION), path="/", secure=request.is_secure, httponly=True, samesite="Strict"
    )


def _set(answer: Response, name: str, value: str, lasts: timedelta | None) -> None:
    answer.set_cookie(
        _name(name),
        value,
        max_age=lasts,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def _name(name: str) -> str:
    return f"{_HOST_ONLY}{name}" if request.is_secure else name
