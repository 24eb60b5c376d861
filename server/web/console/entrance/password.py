"""The page where one changes one's password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.errors import Code, Refused
from server.services.entrance.new_password import choose_password
from server.web.console.entrance.signing_in import give_cookies
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

_OWN = allowed(Action.ACCOUNT_CHANGE_OWN)
_SHOWN_HERE = frozenset(
    {
        Code.SIGN_IN_REFUSED,
        Code.TOO_MANY_TRIES,
        Code.BUSY,
        Code.WEAK_PASSWORD,
        Code.PASSWORDS_DIFFER,
    }
)


def console_pages(room: Room) -> Pages:
    """Return the page."""
    pages = new_pages("password", __name__)

    @pages.page("/password", _OWN, menu=Menu(title="Password", place=92))
    def change() -> ResponseReturnValue:
        return _page()

    @pages.page("/password", _OWN, methods=("POST",))
    def change_now() -> ResponseReturnValue:
        old, new = request.form.get("password", ""), request.form.get("new", "")
        try:
            entered = choose_password(
                room.desk, here(), old, new=new, again=request.form.get("again", "")
            )
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            is_old = refusal.code is Code.SIGN_IN_REFUSED
            problem = "The present password is wrong." if is_old else refusal.sentence
            return _page(problem), refusal.status
        session.clear()
        flash("The password was changed, and every other session ended.")
        answer = redirect(url_for("home.home"), 303)
        give_cookies(answer, entered)
        return answer

    return pages


def _page(problem: str | None = None) -> str:
    return render_template(
        "password.html", problem=problem, is_temporary=here().account.password_is_temporary
    )
