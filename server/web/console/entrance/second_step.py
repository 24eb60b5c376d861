"""The page of the second step of signing in."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from server.errors import Code, Refused
from server.services.entrance.desk import Entered
from server.services.entrance.second_step import ask_key, prove_key, prove_typed
from server.web.console.entrance.signing_in import let_in
from server.web.console.pages import SECOND_STEP, Pages, new_pages
from server.web.console.room import Room, here
from server.web.console.site import site_of_request

_SHOWN_HERE = frozenset({Code.CODE_REFUSED, Code.SECURITY_KEY_REFUSED, Code.TOO_MANY_TRIES})
_FEW = 3


def console_pages(room: Room) -> Pages:
    """Return the page that waits for the second factor."""
    pages = new_pages("second_step", __name__)

    @pages.page("/second-step", SECOND_STEP)
    def prove() -> ResponseReturnValue:
        return _page(room)

    @pages.page("/second-step", SECOND_STEP, methods=("POST",))
    def prove_now() -> ResponseReturnValue:
        try:
            entered = _proved(room)
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            return _page(room, problem=refusal.sentence), refusal.status
        if entered.codes_left is not None and entered.codes_left <= _FEW:
            flash(f"You have {entered.codes_left} printed codes left. Make new ones soon.")
        return let_in(entered)

    return pages


def _proved(room: Room) -> Entered:
    answer, site = request.form.get("security_key", ""), site_of_request()
    if answer and site is not None:
        return prove_key(room.desk, here(), answer, site=site)
    return prove_typed(room.desk, here(), request.form.get("code", ""))


def _page(room: Room, problem: str | None = None) -> str:
    site = site_of_request()
    options = None if site is None else ask_key(room.desk, here(), site)
    return render_template("second_step.html", problem=problem, options=options)
