"""The pages that list sessions, one's own and everybody's, and end them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.access import Action, may
from server.services.entrance.session_end import end_session, end_sessions
from server.services.entrance.sessions import list_sessions
from server.web.console.pages import Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here

_ENDED = "The session was ended."


def console_pages(room: Room) -> Pages:
    """Return the lists, and what ends what is listed."""
    pages = new_pages("own_sessions", __name__)

    @pages.page(
        "/sessions", allowed(Action.SESSION_LIST_OWN), menu=Menu(title="Sessions", place=90)
    )
    def listing() -> ResponseReturnValue:
        with room.database.reading() as connection:
            found = list_sessions(connection, at=here().at, account_id=here().account.id)
        return render_template(
            "sessions.html",
            sessions=found,
            is_everybody=False,
            may_end_others=may(here().actor, Action.SESSION_REVOKE),
        )

    @pages.page("/sessions", allowed(Action.SESSION_REVOKE_OWN), methods=("POST",))
    def end() -> ResponseReturnValue:
        with room.database.work() as work:
            if request.form.get("end"):
                end_session(work, here().actor, request.form["end"])
                flash(_ENDED)
            else:
                count = end_sessions(
                    work, here().account.id, actor=here().account.id, but=here().session.id
                )
                flash(f"Other sessions ended: {count}.")
            work.commit()
        return redirect(url_for("own_sessions.listing"), 303)

    _add_everybodys(pages, room)
    return pages


def _add_everybodys(pages: Pages, room: Room) -> None:
    @pages.page("/sessions/everybody", allowed(Action.SESSION_REVOKE))
    def everybody() -> ResponseReturnValue:
        with room.database.reading() as connection:
            found = list_sessions(connection, at=here().at)
        return render_template("sessions.html", sessions=found, is_everybody=True)

    @pages.page("/sessions/everybody", allowed(Action.SESSION_REVOKE), methods=("POST",))
    def end_anybodys() -> ResponseReturnValue:
        with room.database.work() as work:
            end_session(work, here().actor, request.form.get("end", ""))
            work.commit()
        flash(_ENDED)
        return redirect(url_for("own_sessions.everybody"), 303)
