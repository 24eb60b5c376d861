"""The first page after signing in: who one is here, what one may do, and where the books stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action, Actor, may
from server.domain.permissions import ROLES_OF
from server.services.filing.books import Books, read_books
from server.web.console.pages import ANYBODY, Pages, allowed, new_pages
from server.web.console.room import Room, here
from server.web.console.words import DEEDS, ROLES

_SOON = timedelta(days=30)


def home_pages(room: Room) -> Pages:
    """Return the page, and the way to it from the bare address."""
    pages = new_pages("home")

    @pages.page("/", allowed(Action.SESSION_LIST_OWN))
    def home() -> ResponseReturnValue:
        account, actor = here().account, here().actor
        return render_template(
            "home.html",
            role=ROLES[account.role],
            deeds=deeds_of(actor),
            books=_books(room, actor),
            ends_soon=account.expires_at is not None and account.expires_at - here().at < _SOON,
        )

    return pages


def front_pages() -> Pages:
    """Return what stands at the bare address when only the console is served."""
    pages = new_pages("front")

    @pages.page("/", ANYBODY)
    def front() -> ResponseReturnValue:
        return redirect(url_for("home.home"), 303)

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
