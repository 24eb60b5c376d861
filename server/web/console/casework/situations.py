"""The pages of the situations: the list, one to be read, and what is said of it."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.domain.casework.statements import Kind, Relation, Thing
from server.errors import Code, Refused
from server.services.casework.colleagues import Colleagues
from server.services.casework.linking import link
from server.services.casework.referring import thing_of
from server.services.casework.saying import Wanted, take_back
from server.services.casework.situations import list_situations, tend
from server.storage.register import agencies
from server.storage.work import UnitOfWork
from server.web.console.casework import words
from server.web.console.casework.situation_page import do_here, show_situation
from server.web.console.casework.typed import speaker, typed, wanted
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

READ: Final = allowed(Action.CASE_LIST)
TEND: Final = allowed(Action.CASE_TEND)
LINK: Final = allowed(Action.CASE_LINK)
_KINDS: Final = {
    Relation.BELONGS_TO: Kind.REPORT,
    Relation.IS_IN: Kind.PERSON,
    Relation.IS: Kind.SITUATION,
}


def console_pages(room: Room) -> Pages:
    """Return the pages."""
    pages = new_pages("situations", __name__)

    @pages.page("/situations", READ, menu=Menu(title="Situations", place=20))
    def listing() -> ResponseReturnValue:
        return _listing(room)

    @pages.page("/situations/<situation_id>", READ)
    def situation(situation_id: str) -> ResponseReturnValue:
        return show_situation(room, situation_id)

    _add_deeds(pages, room)
    return pages


def _add_deeds(pages: Pages, room: Room) -> None:
    @pages.page("/situations/<situation_id>/say", TEND, methods=("POST",))
    def say(situation_id: str) -> ResponseReturnValue:
        about = Thing(kind=Kind.SITUATION, reference=situation_id)
        said = wanted(about)
        return do_here(room, situation_id, lambda work: tend(work, speaker(), said), "It was kept.")

    @pages.page("/situations/<situation_id>/link", LINK, methods=("POST",))
    def join(situation_id: str) -> ResponseReturnValue:
        return do_here(room, situation_id, lambda work: _link(work, situation_id), "It was linked.")

    @pages.page("/situations/<situation_id>/take-back", TEND, methods=("POST",))
    def take_one_back(situation_id: str) -> ResponseReturnValue:
        statement, why = typed("statement"), typed("why")
        return do_here(
            room,
            situation_id,
            lambda work: take_back(work, speaker(), statement, why),
            "It was taken back.",
        )


def _listing(room: Room) -> str:
    after = request.args.get("after")
    with room.database.reading() as connection:
        found, more = list_situations(connection, here().actor, at=here().at, after=after)
        colleagues = Colleagues.read(connection, here().at)
        names, _ = agencies.names(connection)
    return render_template(
        "situations.html",
        found=found,
        after=more,
        people=colleagues.names,
        agencies=names,
        words=words,
        today=here().at.date().isoformat(),
    )


def _link(work: UnitOfWork, situation_id: str) -> None:
    """Put a report or a person into the situation, or join another with it."""
    says = next((each for each in _KINDS if each == typed("says")), None)
    if says is None:
        raise Refused(Code.BAD_REQUEST)
    other = thing_of(work.connection, _KINDS[says], typed("reference"))
    link(work, speaker(), Wanted(about=other, says=says, value=situation_id, why=typed("why")))
