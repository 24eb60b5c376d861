"""The first page after signing in: who one is here, what one may do, and where the books stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from server.domain.access import Action, Actor, may
from server.domain.permissions import ROLES_OF
from server.services.filing.books import Books, read_books
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here
from server.web.console.words import DEEDS, ROLES

_SOON = timedelta(days=30)


def console_pages(room: Room) -> Pages:
    """Return the page."""
    pages = new_pages("home", __name__)

    @pages.page("/", allowed(Action.SESSION_LIST_OWN), menu=Menu(title="Start", place=0))
    def home() -> ResponseReturnValue:
        account, actor = here().account, here().actor
        return render_template(
            "home.html",
            role=ROLES[account.role],
            deeds=deeds_of(actor),
            books=_books(room, actor),
            sees_what_waits=may(actor, Action.REPORT_LIST),
            ends_soon=account.expires_at is not None and account.expires_at - here().at < _SOON,
        )

    return pages


def deeds_of(actor: Actor) -> Mapping[str, Sequence[str]]:
    """Say what a role may do, by topic."""
    found = {
        topic: [phrase for action, phrase in deeds.items() if actor.role in ROLES_OF[action]]
        for topic, deeds in DEEDS.items()
    }
    return {topic: phrases for topic, phrases in found.items() if phrases}


def _books(room: Room, actor: Actor) -> Books | None:
    if not may(actor, Action.SUBMISSION_COUNT):
        return None
    with room.database.reading() as connection:
        return read_books(connection)
