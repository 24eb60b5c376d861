"""What the page of a report sends: triage, linking it, opening a situation, and taking back."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.domain.casework.report_state import ReportState
from server.domain.casework.statements import Kind, Relation, Thing
from server.services.casework.linking import link
from server.services.casework.referring import thing_of
from server.services.casework.saying import Wanted, take_back
from server.services.casework.situations import open_situation
from server.services.casework.triage import triage
from server.storage.work import UnitOfWork
from server.web.console.casework.report_page import do_with_report, show_report
from server.web.console.casework.typed import do, speaker, typed, wanted
from server.web.console.pages import Pages, allowed, new_pages
from server.web.console.room import Room


def console_pages(room: Room) -> Pages:
    """Return what the page of a report sends to."""
    pages = new_pages("report_deeds", __name__)
    _add_triage(pages, room)
    _add_links(pages, room)
    return pages


def _add_triage(pages: Pages, room: Room) -> None:
    may_triage = allowed(Action.REPORT_TRIAGE)

    @pages.page("/reports/<report_id>/say", may_triage, methods=("POST",))
    def say(report_id: str) -> ResponseReturnValue:
        return do_with_report(room, report_id, lambda work: _say(work, report_id), "It was kept.")

    @pages.page("/reports/<report_id>/take-back", may_triage, methods=("POST",))
    def take_one_back(report_id: str) -> ResponseReturnValue:
        return do_with_report(room, report_id, _take_back, "It was taken back.")


def _add_links(pages: Pages, room: Room) -> None:
    may_link = allowed(Action.CASE_LINK)

    @pages.page("/reports/<report_id>/link", may_link, methods=("POST",))
    def join(report_id: str) -> ResponseReturnValue:
        return do_with_report(
            room, report_id, lambda work: _link(work, report_id), "It was put there."
        )

    @pages.page("/reports/<report_id>/open-situation", may_link, methods=("POST",))
    def open_one(report_id: str) -> ResponseReturnValue:
        return do(
            room,
            lambda work: open_situation(work, speaker(), [report_id], typed("why")),
            said="A situation was opened. Say who sees to it, and by when.",
            goes_to=lambda file: url_for("situations.situation", situation_id=file.id),
            show=lambda problem: show_report(room, report_id, problem),
        )


def _say(work: UnitOfWork, report_id: str) -> None:
    said = wanted(Thing(kind=Kind.REPORT, reference=report_id))
    if said.value == ReportState.DUPLICATE_OF:
        original = thing_of(work.connection, Kind.REPORT, typed("reference"))
        said = Wanted(
            about=said.about,
            says=said.says,
            value=said.value,
            why=said.why,
            detail=original.reference,
        )
    triage(work, speaker(), said)


def _take_back(work: UnitOfWork) -> None:
    take_back(work, speaker(), typed("statement"), typed("why"))


def _link(work: UnitOfWork, report_id: str) -> None:
    situation = thing_of(work.connection, Kind.SITUATION, typed("reference"))
    about = Thing(kind=Kind.REPORT, reference=report_id)
    said = Wanted(
        about=about, says=Relation.BELONGS_TO, value=situation.reference, why=typed("why")
    )
    link(work, speaker(), said)
