"""What the templates may use: the signed-in person, the menu, times in words, and gettext."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from flask import Flask, g

from server.domain.access import Actor, Subject, may
from server.web.console.pages import Need


def install_looks(app: Flask, menu: Sequence[tuple[str, str, Need]]) -> None:
    """Prepare the templates; `menu` is as whole_menu returns it."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Until there are translations, every sentence stands for itself.
    app.jinja_env.install_null_translations()  # type: ignore[attr-defined] # from the extension
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day

    @app.context_processor
    def surroundings() -> dict[str, object]:
        somebody = g.get("here")
        return {
            "here": somebody,
            "menu": [] if somebody is None else _open_to(somebody.actor, menu),
        }


def _open_to(actor: Actor, menu: Sequence[tuple[str, str, Need]]) -> Sequence[tuple[str, str]]:
    own = Subject(account=actor.id)
    return [
        (endpoint, title)
        for endpoint, title, need in menu
        if need.action is None or may(actor, need.action, own)
    ]


def moment(at: datetime) -> str:
    """Write a time as a person reads it, in the one time zone that is the same for all."""
    text = at.astimezone(UTC).strftime("%d %B %Y, %H:%M UTC")
    return text.removeprefix("0")


def day(on: date | str) -> str:
    """Write a day, given as one or as YYYY-MM-DD, as a person reads it."""
    given = date.fromisoformat(on) if isinstance(on, str) else on
    return given.strftime("%d %B %Y").removeprefix("0")
