"""The page of what waits: one queue, with filters by kind, owner, agency and lateness."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from server.domain.access import Action, may
from server.domain.casework.queue import Chosen, Waits
from server.services.casework.colleagues import Colleagues
from server.services.casework.waits import MOST, read_queue
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

NOBODY: Final = "nobody"
KINDS: Final = {
    Waits.UNREADABLE: "Could not be opened",
    Waits.LOOK: "Filed, but a person should look at it",
    Waits.TRIAGE: "Nobody said what it is",
    Waits.DUE: "Its day is past",
    Waits.TASK: "Task to be done",
    Waits.SITUATION: "Situation that nobody sees to",
    Waits.NOT_FOLLOWED: "Screening that no report followed",
    Waits.NOT_FOUND: "Quotes a reference that no report has",
    Waits.NOT_GIVEN: "Case that was given to nobody",
}
STEPS: Final = {
    Waits.UNREADABLE: "Look why, and ask who sent it to send it again",
    Waits.LOOK: "Read it, and say what it is",
    Waits.TRIAGE: "Read it, and say what it is",
    Waits.DUE: "Do what was due, then set another day or close it",
    Waits.TASK: "Do it, or drop it with a word why",
    Waits.SITUATION: "Say who sees to it",
    Waits.NOT_FOLLOWED: "Call the agency that screened, and ask for the report",
    Waits.NOT_FOUND: "Ask for the reference again, or link the report by hand",
    Waits.NOT_GIVEN: "Give the case to somebody",
}


def console_pages(room: Room) -> Pages:
    """Return the page."""
    pages = new_pages("waits", __name__)

    @pages.page("/waits", allowed(Action.REPORT_LIST), menu=Menu(title="What waits", place=5))
    def queue() -> ResponseReturnValue:
        chosen = _chosen()
        with room.database.reading() as connection:
            found = read_queue(connection, here().actor, chosen, at=here().at)
            colleagues = Colleagues.read(connection, here().at)
        return render_template(
            "waits.html",
            found=found,
            chosen=chosen,
            kinds=KINDS,
            steps=STEPS,
            most=MOST,
            colleagues=colleagues,
            nobody=NOBODY,
            today=here().at.date(),
            may_open=may(here().actor, Action.SUBMISSION_OPEN) and here().vault is not None,
        )

    return pages


def _chosen() -> Chosen:
    asked = request.args
    owner = asked.get("owner") or None
    return Chosen(
        why=next((each for each in Waits if each == asked.get("why")), None),
        owner="" if owner == NOBODY else owner,
        agency=asked.get("agency") or None,
        only_late="late" in asked,
    )
