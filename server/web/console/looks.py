"""What the templates may use: the signed-in person, times in words, and gettext."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, g

from server.domain.access import fillable


def install_looks(app: Flask) -> None:
    """Prepare the templates."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Until there are translations, every sentence stands for itself.
    app.jinja_env.install_null_translations()  # type: ignore[attr-defined] # from the extension
    app.jinja_env.filters["moment"] = moment

    @app.context_processor
    def surroundings() -> dict[str, object]:
        somebody = g.get("here")
        return {"here": somebody, "fills": somebody is not None and bool(fillable(somebody.actor))}


def moment(at: datetime) -> str:
    """Write a time as a person reads it, in the one time zone that is the same for all."""
    text = at.astimezone(UTC).strftime("%d %B %Y, %H:%M UTC")
    return text.removeprefix("0")
