"""The page that lists one's phones, security keys and printed codes."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.errors import Code, Refused
from server.services.entrance.second_factors import Kind, list_factors, make_codes, remove_factor
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

_OWN = allowed(Action.ACCOUNT_CHANGE_OWN)
_SHOWN_HERE = frozenset({Code.LAST_FACTOR, Code.UNKNOWN_FACTOR})


def console_pages(room: Room) -> Pages:
    """Return the page and what can be done there, once one has shown again who one is."""
    pages = new_pages("factors", __name__)

    @pages.page("/second-step/all", _OWN, menu=Menu(title="Second step", place=91))
    def listing() -> ResponseReturnValue:
        return _page(room)

    @pages.page("/second-step/all", replace(_OWN, is_proved=True), methods=("POST",))
    def change() -> ResponseReturnValue:
        try:
            if request.form.get("remove"):
                return _remove(room, request.form["remove"])
            return _new_codes(room)
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            return _page(room, problem=refusal.sentence), refusal.status

    return pages


def _remove(room: Room, factor_id: str) -> ResponseReturnValue:
    with room.database.work() as work:
        remove_factor(work, here().actor, factor_id, must_stay=here().account.is_custodian)
        work.commit()
    flash("Removed.")
    return redirect(url_for("factors.listing"), 303)


def _new_codes(room: Room) -> ResponseReturnValue:
    with room.database.work() as work:
        codes = make_codes(work, here().account.id, at=here().at, random=room.desk.random)
        work.commit()
    return render_template("codes.html", codes=codes, is_replacing=True)


def _page(room: Room, problem: str | None = None) -> str:
    with room.database.reading() as connection:
        factors = list_factors(connection, here().account.id)
    codes = [each for each in factors if each.kind is Kind.PRINTED_CODE]
    strong = [each for each in factors if each.kind is not Kind.PRINTED_CODE]
    return render_template(
        "factors.html",
        problem=problem,
        factors=strong,
        codes=len(codes),
        may_change=here().is_proved,
    )
