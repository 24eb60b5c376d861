"""The pages for signing in and out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.errors import Code, Refused
from server.services.entrance.desk import Entered
from server.services.entrance.session_end import sign_out
from server.services.entrance.sessions import Stage, find
from server.services.entrance.sign_in import Attempt, sign_in
from server.web.console.browser import browser_of
from server.web.console.cookies import (
    KNOWN,
    SESSION,
    give_known,
    give_session,
    read_cookie,
    take_session,
)
from server.web.console.pages import ANYBODY, LEAVING, Pages, new_pages
from server.web.console.room import Room, here, now

_SHOWN_HERE = frozenset(
    {
        Code.SIGN_IN_REFUSED,
        Code.ACCOUNT_NOT_IN_ORDER,
        Code.TOO_MANY_TRIES,
        Code.BUSY,
        Code.NOT_SET_UP,
    }
)
_WAY_ON = {
    Stage.SECOND_FACTOR: "second_step.prove",
    Stage.ENROLMENT: "enrolment.enrol",
    Stage.OPEN: "home.home",
}


def console_pages(room: Room) -> Pages:
    """Return the pages that are open to anybody, and the way out."""
    pages = new_pages("signing_in", __name__)

    @pages.page("/sign-in", ANYBODY)
    def sign_in_page() -> ResponseReturnValue:
        return render_template("sign_in.html")

    @pages.page("/sign-in", ANYBODY, methods=("POST",))
    def sign_in_now() -> ResponseReturnValue:
        try:
            entered = sign_in(room.desk, _attempt(room), at=now())
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            typed = request.form.get("login", "")
            page = render_template("sign_in.html", problem=refusal.sentence, login=typed)
            return page, refusal.status
        session.clear()  # a new token for the forms of whoever came in
        return let_in(entered)

    @pages.page("/lost", ANYBODY)
    def lost() -> ResponseReturnValue:
        return render_template("lost.html")

    @pages.page("/sign-out", LEAVING, methods=("POST",))
    def sign_out_now() -> ResponseReturnValue:
        with room.database.work() as work:
            sign_out(work, here())
            work.commit()
        session.clear()
        flash("You are signed out.")
        answer = _to("signing_in.sign_in_page")
        take_session(answer)
        return answer

    return pages


def let_in(entered: Entered) -> Response:
    """Send the browser on with its new cookies."""
    answer = _to(_WAY_ON[entered.stage])
    give_cookies(answer, entered)
    return answer


def give_cookies(answer: Response, entered: Entered) -> None:
    """Give the browser what it keeps."""
    give_session(answer, entered.cookie.value)
    if entered.known is not None:
        give_known(answer, entered.known)


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), 303)


def _attempt(room: Room) -> Attempt:
    return Attempt(
        login=request.form.get("login", ""),
        password=request.form.get("password", ""),
        address=request.remote_addr,
        browser=browser_of(request.headers.get("User-Agent")),
        known=read_cookie(KNOWN),
        replaces=_earlier(room),
    )


def _earlier(room: Room) -> str | None:
    """Return the session this browser held until now."""
    cookie = read_cookie(SESSION)
    if cookie is None:
        return None
    try:
        with room.database.reading() as connection:
            return find(connection, cookie, at=now()).session.id
    except Refused:
        return None
