"""The page of one situation: how it is shown, also when what was typed into it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action, may
from server.services.casework.colleagues import Colleagues
from server.services.casework.situation import Situation, read_situation
from server.storage.register import agencies
from server.storage.work import UnitOfWork
from server.web.console.casework import words
from server.web.console.casework.typed import do, kept, speaker
from server.web.console.room import Room, here


def show_situation(room: Room, situation_id: str, problem: str = "") -> str:
    """Show a situation; with `problem`, what was typed stands in its form again."""
    found = read_situation(room.database, speaker(), situation_id)
    with room.database.reading() as connection:
        colleagues = Colleagues.read(connection, here().at)
        names, open_names = agencies.names(connection)
    return render_template(
        "situation.html",
        found=found,
        colleagues=colleagues,
        open_agencies=open_names,
        words=words,
        problem=problem,
        typed=kept(request.form),
        today=here().at.date(),
        shown=_shown(found, {**words.LESPWA, **colleagues.names}, names),
        may_link=may(here().actor, Action.CASE_LINK),
    )


def _shown(
    found: Situation, people: Mapping[str, str], places: Mapping[str, str]
) -> Mapping[str, str]:
    """Return how the values of what was said are shown: names, references and words."""
    files = (found.file, *found.others, *(each.file for each in found.persons))
    return {
        **{each.id: each.reference for each in files},
        **{each.report.id: each.report.title for each in found.reports},
        **words.CODES,
        **places,
        **people,
    }


def do_here(
    room: Room, situation_id: str, deed: Callable[[UnitOfWork], object], said: str
) -> ResponseReturnValue:
    """Do something about a situation, and show its page."""
    return do(
        room,
        deed,
        said=said,
        goes_to=lambda _done: url_for("situations.situation", situation_id=situation_id),
        show=lambda problem: show_situation(room, situation_id, problem),
    )
