"""The page of one report: how it is shown, also when what was typed into it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action, may
from server.domain.casework.report_state import ReportState
from server.domain.states import State
from server.services.casework.colleagues import Colleagues
from server.services.casework.report import read_report
from server.services.casework.report_desk import ReportDesk, report_desk
from server.services.casework.reports import opener_of
from server.services.filing.opening import Opener
from server.storage.work import UnitOfWork
from server.web.console.casework import words
from server.web.console.casework.typed import do, kept, speaker
from server.web.console.room import Room, here

STATES: Final = {
    State.FILED: "Read and filed",
    State.NEEDS_REVIEW: "Filed; a person should look at it",
    State.UNREADABLE: "Could not be opened",
    State.SEALED: "Sealed, waits to be opened",
    State.INCOMPLETE: "Waits for files that have not arrived",
    State.DISPOSED: "Disposed of",
}
CHANNELS: Final = {"agent": "A tablet", "web": "The public page", "console": "The hotline's desk"}
# What can be said while a report is held to be something, and what can be said before.
_BEFORE: Final = {
    each: said for each, said in words.HELD_TO_BE.items() if each is not ReportState.UNVERIFIED
}
_AFTER: Final = {ReportState.UNVERIFIED: words.HELD_TO_BE[ReportState.UNVERIFIED]}


def opener_here(room: Room) -> Opener | None:
    """Return what opens reports for who is signed in; None for who holds no key."""
    vault = here().vault
    return None if vault is None else opener_of(vault, room.form_library)


def show_report(room: Room, report_id: str, problem: str = "") -> str:
    """Show a report; with `problem`, what was typed stands in its form again."""
    language = request.values.get("language", "")
    found = read_report(
        room.database, here().actor, opener_here(room), report_id, language=language
    )
    with room.database.reading() as connection:
        desk = report_desk(connection, speaker(), report_id)
        colleagues = Colleagues.read(connection, here().at)
    return render_template(
        "report.html",
        report=found,
        said=desk,
        states=STATES,
        channels=CHANNELS,
        words=words,
        colleagues=colleagues,
        next_states=_AFTER if desk.held else _BEFORE,
        shown=_shown(desk, colleagues.names),
        problem=problem,
        typed=kept(request.form),
        today=here().at.date().isoformat(),
        may_triage=may(here().actor, Action.REPORT_TRIAGE),
        may_link=may(here().actor, Action.CASE_LINK),
    )


def do_with_report(
    room: Room, report_id: str, deed: Callable[[UnitOfWork], object], said: str
) -> ResponseReturnValue:
    """Do something about a report, and show its page."""
    return do(
        room,
        deed,
        said=said,
        goes_to=lambda _done: url_for("reports.report", report_id=report_id),
        show=lambda problem: show_report(room, report_id, problem),
    )


def _shown(desk: ReportDesk, people: Mapping[str, str]) -> Mapping[str, str]:
    """Return how the values of what was said are shown: names, references and words."""
    return {
        **{each.id: each.reference for each in (*desk.situations, *desk.persons)},
        **{each.report.id: each.report.title for each in desk.linked},
        **words.CODES,
        **words.LESPWA,
        **people,
    }
