"""The page where somebody signed in shows once more who they are."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.errors import Code, Refused
from server.services.entrance.proving import has_second_factor, prove_again_key, prove_again_typed
from server.services.entrance.second_step import ask_key
from server.web.console.pages import Pages, allowed, new_pages
from server.web.console.room import Room, here
from server.web.console.site import site_of_request

_OWN = allowed(Action.ACCOUNT_CHANGE_OWN)
_SHOWN_HERE = frozenset(
    {
        Code.SIGN_IN_REFUSED,
        Code.CODE_REFUSED,
        Code.SECURITY_KEY_REFUSED,
        Code.TOO_MANY_TRIES,
        Code.BUSY,
    }
)


def console_pages(room: Room) -> Pages:
    """Return the page."""
    pages = new_pages("proving", __name__)

    @pages.page("/second-step/again", _OWN)
    def prove() -> ResponseReturnValue:
        return _page(room)

    @pages.page("/second-step/again", _OWN, methods=("POST",))
    def prove_now() -> ResponseReturnValue:
        try:
            _prove(room)
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            is_password = refusal.code is Code.SIGN_IN_REFUSED
            problem = "The password is wrong." if is_password else refusal.sentence
            return _page(room, problem=problem), refusal.status
        return redirect(url_for("factors.listing"), 303)

    return pages


def _prove(room: Room) -> None:
    password, site = request.form.get("password", ""), site_of_request()
    answer = request.form.get("security_key", "")
    if answer and site is not None:
        prove_again_key(room.desk, here(), password, answer, site=site)
    else:
        prove_again_typed(room.desk, here(), password, request.form.get("code", ""))


def _page(room: Room, problem: str | None = None) -> str:
    site = site_of_request()
    return render_template(
        "prove_again.html",
        problem=problem,
        has_factor=has_second_factor(room.desk, here()),
        options=None if site is None else ask_key(room.desk, here(), site),
    )
