"""How refusals and bugs become pages, and what is logged of a request."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.errors import Code, Refused
from server.services.trust.rights import NotAllowed, note_refusal
from server.web.console.cookies import take_session
from server.web.console.headers import guard
from server.web.console.intake.streams import is_stream, open_body
from server.web.console.room import Room
from server.web.portal.host import require_host
from server.web.portal.speech import said_as_json, wants_json

_HTTP: Final = {404: Code.NOT_FOUND, 405: Code.METHOD, 413: Code.BAD_REQUEST}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_REQUEST_ID_BYTES: Final = 8


def install_refusals(app: Flask, room: Room, log: FilteringBoundLogger) -> None:
    """Answer every request with a page, and log one line for each."""
    _begin_and_finish(app, room, log)

    @app.errorhandler(Refused)
    def refuse(refusal: Refused) -> Response:
        g.trouble = {"refusal": refusal.code.name}
        if wants_json():
            return said_as_json(refusal.sentence, refusal.status)
        page = render_template("refused.html", refusal=refusal, code=refusal.code.name)
        answer = Response(page, refusal.status, content_type="text/html; charset=utf-8")
        if refusal.code is Code.SESSION_UNKNOWN:
            take_session(answer)
        return answer

    @app.errorhandler(NotAllowed)
    def refuse_and_note(refusal: NotAllowed) -> Response:
        note_refusal(room.database, refusal)
        return refuse(refusal)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(NoConnection)
    def refuse_without_database(error: Exception) -> Response:
        answer = refuse(Refused(Code.DATABASE_AWAY))
        g.trouble["error"] = type(error).__name__
        return answer

    _refuse_http(app, refuse)

    # The outermost loop of this process: a bug in one request must not take the others along.
    # The text of the error may quote what was sent, so only its class is logged.
    @app.errorhandler(Exception)
    def apologise(error: Exception) -> Response:
        answer = refuse(Refused(Code.BUG))
        g.trouble["error"] = type(error).__name__
        return answer


def _refuse_http(app: Flask, refuse: Callable[[Refused], Response]) -> None:
    @app.errorhandler(CSRFError)
    def refuse_stale(_error: CSRFError) -> Response:
        return refuse(Refused(Code.PAGE_STALE))

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        answer = refuse(Refused(_HTTP.get(error.code or 0, Code.BAD_REQUEST)))
        if isinstance(error, MethodNotAllowed):
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return answer


def _begin_and_finish(app: Flask, room: Room, log: FilteringBoundLogger) -> None:
    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(_REQUEST_ID_BYTES)
        g.began = time.perf_counter()
        g.at = room.clock()
        require_host(request)
        if not request.is_secure and request.host.rsplit(":", 1)[0] not in _HERE:
            raise Refused(Code.NEEDS_HTTPS)
        # PostgreSQL has no text with a zero character, and fails when it is asked about one.
        if is_stream():
            open_body(room.door.longest_body)
        typed = () if is_stream() else request.form.values()
        texts = (request.path, *request.args.values(), *typed)
        if any("\0" in each for each in texts):
            raise Refused(Code.BAD_REQUEST)

    @app.after_request
    def finish(answer: Response) -> Response:
        guard(answer)
        answer.headers["X-Request-Id"] = g.request_id
        log.info(
            "request",
            request_id=g.request_id,
            method=request.method if request.method in _METHODS else "other",
            route=request.url_rule.rule if request.url_rule is not None else "unknown",
            status=answer.status_code,
            milliseconds=round(1000 * (time.perf_counter() - g.began), 1),
            **g.get("trouble", {}),
        )
        return answer
