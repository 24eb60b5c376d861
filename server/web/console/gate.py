"""The gate before every page: who is here, how far they have come in, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.domain.access import Subject
from server.errors import Code, Refused
from server.services.entrance.sessions import SignedIn, Stage, find, needs_touch, touch
from server.services.trust.rights import require
from server.web.console.cookies import SESSION, read_cookie
from server.web.console.pages import Need
from server.web.console.room import Room, here
from server.web.portal.speech import wants_json

__all__ = ["install_gate"]

_WAY_ON = {
    Stage.SECOND_FACTOR: "second_step.prove",
    Stage.ENROLMENT: "enrolment.enrol",
    Stage.OPEN: "home.home",
}
_NEW_PASSWORD = "password.change"  # noqa: S105 - a page, not a password
_WITH_OLD_PASSWORD = frozenset({_NEW_PASSWORD, "password.change_now", "signing_in.sign_out_now"})


def install_gate(app: Flask, room: Room, needs: Mapping[str, Need]) -> None:
    """Let nobody past who does not meet the need of the page; a page without one is shut."""

    @app.before_request
    def check() -> AnyResponse | None:
        if request.endpoint is None:  # no such page; the answer says so
            return None
        need = needs.get(request.endpoint)
        if need is None:
            raise Refused(Code.NOT_ALLOWED, action="a page that says nothing", who="")
        if not need.stages:
            return None
        if read_cookie(SESSION) is None:
            return _to("signing_in.sign_in_page")
        g.here = find_here(room)
        return _sent_elsewhere(here(), need)


def find_here(room: Room) -> SignedIn:
    """Return the session of the request, as it is now, and write down that it is in use.

    Raises:
        Refused: SESSION_UNKNOWN.
    """
    at = room.clock()
    with room.database.reading() as connection:
        found = find(connection, read_cookie(SESSION) or "", at=at)
    if needs_touch(found.session, at=at):
        with room.database.upkeep() as connection:
            touch(connection, found.session, at=at)
    return found


def _sent_elsewhere(signed_in: SignedIn, need: Need) -> AnyResponse | None:
    """Return where to go first, or None once everything was asked that this page needs."""
    stage = signed_in.session.stage
    if stage not in need.stages:
        return _to(_WAY_ON[stage])
    if need.action is not None:
        require(signed_in.actor, need.action, Subject(account=signed_in.account.id))
    has_old_password = stage is Stage.OPEN and signed_in.account.password_is_temporary
    if has_old_password and request.endpoint not in _WITH_OLD_PASSWORD:
        return _to(_NEW_PASSWORD)
    if need.is_proved and stage is Stage.OPEN and not signed_in.is_proved:
        return _to("proving.prove")
    return None


def _to(endpoint: str) -> AnyResponse:
    """Send a person on to another page; a script is told that nobody is signed in."""
    if wants_json():
        raise Refused(Code.SESSION_UNKNOWN)
    return redirect(url_for(endpoint), 303)
