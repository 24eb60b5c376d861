"""What somebody typed into a form of the desk: who speaks, and what they want to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from server.domain.casework.sayings import What
from server.domain.casework.statements import Relation, Thing
from server.errors import Code, Refused
from server.services.casework.saying import Speaker, Wanted, meaning
from server.services.filing.sealing import DataKeys
from server.storage.work import UnitOfWork
from server.web.console.room import Room, here

Done = TypeVar("Done")
Show = Callable[[str], str]
"""Shows the page again with a sentence that says what is wrong."""


def speaker() -> Speaker:
    """Return who is signed in, as one who says something now."""
    vault = here().vault
    keys = None if vault is None else DataKeys.of(vault)
    return Speaker(actor=here().actor, keys=keys, at=here().at)


def wanted(about: Thing) -> Wanted:
    """Read what is to be said of a thing.

    Raises:
        Refused: BAD_REQUEST for a form that no page of ours has.
    """
    return Wanted(
        about=about,
        says=_says(typed("says")),
        value=typed("value"),
        detail=typed("detail") or None,
        why=typed("why"),
    )


def typed(name: str) -> str:
    """Return a field of the form without blanks around it; empty when it is not there."""
    return request.form.get(name, "").strip()


def typed_day(name: str) -> date | None:
    """Return a day; None when it was left empty.

    Raises:
        Refused: BAD_SAYING for what is no day.
    """
    text = typed(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(Code.BAD_SAYING, why="this is no day of the calendar") from None


def kept(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was typed, to be shown again in the form that it was typed into."""
    return {name: value for name, value in form.items() if name != "csrf_token"}


def do(
    room: Room,
    deed: Callable[[UnitOfWork], Done],
    *,
    said: str,
    goes_to: Callable[[Done], str],
    show: Show,
) -> ResponseReturnValue:
    """Do something and go to a page; where it is refused, show the form again with the reason.

    Whoever may not do it at all is told so on a page of its own.
    """
    try:
        with room.database.work() as work:
            done = deed(work)
            work.commit()
    except Refused as refusal:
        if refusal.code in {Code.NOT_ALLOWED, Code.NOT_YOURS, Code.NOT_FOUND}:
            raise
        return show(refusal.sentence), refusal.status
    flash(said)
    return redirect(goes_to(done), 303)


def _says(code: str) -> What | Relation:
    try:
        return meaning(code)
    except ValueError:
        raise Refused(Code.BAD_REQUEST) from None
