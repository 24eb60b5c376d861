"""Tasks and the log of a situation: given, ended and written on its page."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.domain.casework.statements import Kind, Thing
from server.domain.casework.task import Ending
from server.errors import Code, Refused
from server.services.casework.notes import add_note
from server.services.casework.tasks import NewTask, add_task, end_task
from server.storage.work import UnitOfWork
from server.web.console.casework.situation_page import do_here
from server.web.console.casework.typed import speaker, typed, typed_day
from server.web.console.pages import Pages, allowed, new_pages
from server.web.console.room import Room


def console_pages(room: Room) -> Pages:
    """Return what the page of a situation sends tasks and notes to."""
    pages, tend = new_pages("situation_tasks", __name__), allowed(Action.CASE_TEND)

    @pages.page("/situations/<situation_id>/tasks", tend, methods=("POST",))
    def give_task(situation_id: str) -> ResponseReturnValue:
        return _do(room, situation_id, _give, "The task was given.")

    @pages.page("/situations/<situation_id>/tasks/end", tend, methods=("POST",))
    def end_one(situation_id: str) -> ResponseReturnValue:
        return _do(room, situation_id, _end, "It was kept.")

    @pages.page("/situations/<situation_id>/log", tend, methods=("POST",))
    def note(situation_id: str) -> ResponseReturnValue:
        return _do(room, situation_id, _note, "It was written into the log.")

    return pages


def _give(work: UnitOfWork, about: Thing) -> None:
    new = NewTask(
        about=about, what=typed("what"), owner=typed("owner") or None, due=typed_day("due")
    )
    add_task(work, speaker(), new)


def _end(work: UnitOfWork, _about: Thing) -> None:
    ending = next((each for each in Ending if each == typed("ending")), None)
    if ending is None:
        raise Refused(Code.BAD_REQUEST)
    end_task(work, speaker(), typed("task"), ending, typed("why"))


def _note(work: UnitOfWork, about: Thing) -> None:
    add_note(work, speaker(), about, typed("note"))


def _do(
    room: Room, situation_id: str, deed: Callable[[UnitOfWork, Thing], None], said: str
) -> ResponseReturnValue:
    about = Thing(kind=Kind.SITUATION, reference=situation_id)
    return do_here(room, situation_id, lambda work: deed(work, about), said)
