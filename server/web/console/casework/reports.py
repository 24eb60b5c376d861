"""The pages of the reports: the list, one report to be read, its files, and opening what waits."""

from __future__ import annotations

from typing import Final, TypeVar

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action, may
from server.domain.states import State
from server.errors import Code, Refused
from server.odk.opened import Unreadable
from server.services.casework.report import read_file
from server.services.casework.reports import open_waiting, reports_page
from server.services.filing.opening import Opener
from server.services.filing.owed import Owed
from server.storage.casework.report_list import Wanted
from server.web.console.casework.report_page import (
    CHANNELS,
    STATES,
    opener_here,
    show_report,
)
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

READ: Final = allowed(Action.REPORT_LIST)
_Known = TypeVar("_Known", bound=str)


def console_pages(room: Room) -> Pages:
    """Return the pages."""
    pages = new_pages("reports", __name__)

    @pages.page("/reports", READ, menu=Menu(title="Reports", place=10))
    def listing() -> ResponseReturnValue:
        return _listing(room)

    @pages.page("/reports/open", allowed(Action.SUBMISSION_OPEN), methods=("POST",))
    def open_now() -> ResponseReturnValue:
        return _open(room)

    @pages.page("/reports/<report_id>", READ)
    def report(report_id: str) -> ResponseReturnValue:
        return show_report(room, report_id)

    @pages.page("/reports/<report_id>/files/<int:position>", READ)
    def file(report_id: str, position: int) -> ResponseReturnValue:
        return _file(room, opener_here(room), report_id, position)

    return pages


def _listing(room: Room) -> str:
    wanted = Wanted(
        form_id=request.args.get("form") or None,
        state=_known(list(STATES), request.args.get("state")),
        channel=_known(list(CHANNELS), request.args.get("channel")),
        after=request.args.get("after"),
    )
    with room.database.reading() as connection:
        found = reports_page(connection, here().actor, wanted)
    chosen = {"form": wanted.form_id, "state": wanted.state, "channel": wanted.channel}
    return render_template(
        "reports.html",
        found=found,
        chosen={name: value for name, value in chosen.items() if value},
        states={each: words for each, words in STATES.items() if each is not State.DISPOSED},
        all_states=STATES,
        channels=CHANNELS,
        may_open=may(here().actor, Action.SUBMISSION_OPEN) and here().vault is not None,
    )


def _known(codes: list[_Known], asked: str | None) -> _Known | None:
    return next((each for each in codes if each == asked), None)


def _open(room: Room) -> ResponseReturnValue:
    actor = here().actor
    if here().vault is None:
        flash(Refused(Code.NO_KEY_HELD).sentence)
        return redirect(url_for("home.home"), 303)
    owed = Owed(folder=room.data)
    done = open_waiting(room.database, actor, opener_here(room), owed, at=here().at)
    said = f"Opened: {done.opened}. Still waiting: {done.waiting}."
    flash(f"{said} Press the button again for the rest." if done.waiting else said)
    return redirect(url_for("reports.listing"), 303)


def _file(room: Room, opener: Opener | None, report_id: str, position: int) -> Response:
    """Send a file as something to be kept, never as something that the browser runs or shows."""
    try:
        file, chunks = read_file(room.database, here().actor, opener, report_id, position)
    except Unreadable as fault:
        raise Refused(Code.CANNOT_BE_READ, why=fault.reason.sentence) from fault
    answer = Response(chunks, content_type="application/octet-stream")
    name = f"report-{report_id[:8]}-{position + 1}{file.kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
