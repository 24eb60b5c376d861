"""What every answer carries, and how refusals and bugs become answers."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable
from functools import partial

from flask import Flask, Response, g, request
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.errors import Code, Refused
from server.odk.openrosa import Nature
from server.web.intake import replies
from server.web.intake.body import Body
from server.web.intake.door import Door
from server.web.portal.host import require_host

_HTTP = {404: Code.NOT_FOUND, 405: Code.METHOD}
_TABLETS = frozenset({"forms", "submissions"})  # the blueprints whose times are kept as they are
_REQUEST_ID_BYTES = 8
_UNAUTHORISED = 401
_UNAVAILABLE = 503
_RETRY_SECONDS = "60"
# The database is away, locked for too long, full or read-only: nothing is wrong with what was sent.
# InternalError is what PostgreSQL's driver calls a server that takes no writes.
_NO_DATABASE = (OperationalError, InterfaceError, InternalError, NoConnection)


Refuse = Callable[[Refused], Response]
Speak = Callable[[Refused], Response | None]  # None: this client speaks OpenRosa


def install(app: Flask, door: Door, log: FilteringBoundLogger) -> None:
    """Begin and finish every request alike, and log one line for each."""

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(_REQUEST_ID_BYTES)
        g.began = time.perf_counter()
        g.body = Body(request.stream, request.content_length, door.longest_body)
        require_host(request)
        # PostgreSQL has no text with a zero character, and fails when it is asked about one.
        if "\0" in request.path or b"%00" in request.query_string:
            raise Refused(Code.BAD_REQUEST)

    @app.after_request
    def finish(answer: Response) -> Response:
        answer.headers["X-OpenRosa-Version"] = "1.0"
        answer.headers["X-OpenRosa-Accept-Content-Length"] = str(door.accepts)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Request-Id"] = g.request_id
        log.info(
            "request",
            request_id=g.request_id,
            method=_method(),
            route=_route(),
            status=answer.status_code,
            is_public=request.blueprint not in _TABLETS,
            milliseconds=round(1000 * (time.perf_counter() - g.began), 1),
            **g.get("trouble", {}),
        )
        return answer


def answer_refusals(app: Flask, door: Door, speak: Speak) -> None:
    """Make answers of refusals and bugs: as `speak` says them to people, else in OpenRosa's way."""
    refuse = partial(_refuse, speak)
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(HTTPException, partial(_refuse_http, refuse))
    # What is sent in a pipeline fails outside SQLAlchemy, with the driver's own errors.
    driver = door.database.engine.dialect.loaded_dbapi
    for kind in (*_NO_DATABASE, driver.OperationalError, driver.InternalError):
        app.register_error_handler(kind, partial(_apologise_for_database, refuse))
    # The outermost loop of this process: a bug in one request must not take the others along.
    app.register_error_handler(Exception, partial(_apologise, refuse, Code.BUG))


def _refuse(speak: Speak, refusal: Refused) -> Response:
    g.trouble = {"refusal": refusal.code.name}
    answer = speak(refusal) or replies.said(refusal.status, refusal.sentence, Nature.REFUSED)
    if refusal.status == _UNAUTHORISED:  # over https only: see `admission`
        answer.headers["WWW-Authenticate"] = 'Basic realm="Lespwa"'
    if refusal.status == _UNAVAILABLE:
        answer.headers["Retry-After"] = _RETRY_SECONDS
    return answer


def _refuse_http(refuse: Refuse, error: HTTPException) -> Response:
    answer = refuse(Refused(_HTTP.get(error.code or 0, Code.BAD_REQUEST)))
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def _apologise_for_database(refuse: Refuse, error: Exception) -> Response:
    # SQLite's driver gives a mistake in a statement the same class as a full disk.
    cause = getattr(error, "orig", None) or error
    is_bug = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return _apologise(refuse, Code.BUG if is_bug else Code.BUSY, error)


def _apologise(refuse: Refuse, code: Code, error: Exception) -> Response:
    """Log only the class of the error: its text may quote what was sent."""
    answer = refuse(Refused(code))
    g.trouble["error"] = type(error).__name__
    return answer


def _route() -> str:
    """Return the pattern of the address, which never holds an access code."""
    return request.url_rule.rule if request.url_rule is not None else "unknown"


def _method() -> str:
    """Return the method if the address knows it; anything else is the client's own text."""
    known = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
    return request.method if request.method in known else "other"
