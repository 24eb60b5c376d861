"""Writes the model as the JSON that stands in a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from server.odk.web_form.model import (
    Action,
    Bind,
    ControlRule,
    Expression,
    ListTable,
    RepeatRule,
    WebModel,
)

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def model_json(model: WebModel, words: Mapping[str, str]) -> str:
    """Return the model as compact JSON that can stand in a script element.

    `words` are what the client itself says, in the language of the page.
    """
    found: dict[str, Json] = {
        "id": model.form_id,
        "version": model.version,
        "language": model.language,
        "key": model.key,
        "instance": model.instance,
        "binds": {path: _bind(each) for path, each in model.binds.items()},
        "actions": [_action(each) for each in model.actions],
        "repeats": {path: _repeat(each) for path, each in model.repeats.items()},
        "controls": {path: _control(each) for path, each in model.controls.items()},
        "lists": {name: _list(each) for name, each in model.lists.items()},
        "values": [_expression(each) for each in model.values],
        "words": dict(words),
        "quote": model.quote,
    }
    text = json.dumps(_given(found), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _given(found: dict[str, Json]) -> dict[str, Json]:
    return {name: each for name, each in found.items() if each is not None}


def _expression(expression: Expression) -> Json:
    return [expression.text, list(expression.reads)]


def _maybe(expression: Expression | None) -> Json:
    return None if expression is None else _expression(expression)


def _bind(bind: Bind) -> Json:
    return _given(
        {
            "type": None if bind.type == "string" else bind.type,
            **{name: _expression(each) for name, each in bind.rules.items()},
            "preload": None if bind.preload is None else list(bind.preload),
            **{name: _message(each) for name, each in bind.messages.items()},
        }
    )


def _message(message: str | Expression) -> Json:
    return message if isinstance(message, str) else _expression(message)


def _action(action: Action) -> Json:
    return _given(
        {
            "event": action.event,
            "ref": action.ref,
            "value": _expression(action.value),
            "within": action.within,
            "trigger": action.trigger,
        }
    )


def _repeat(repeat: RepeatRule) -> Json:
    return _given({"count": _maybe(repeat.count), "fixed": repeat.is_fixed or None})


def _control(control: ControlRule) -> Json:
    """Return what the HTML does not say; the kind of a question stands there."""
    return _given(
        {
            "appearance": control.appearance,
            "list": control.list,
            "where": _maybe(control.where),
            "shuffled": _order(control.shuffled),
            "range": None if control.range is None else list(control.range),
            "media": control.media,
            "maxPixels": control.max_pixels,
        }
    )


def _order(shuffled: bool | int | Expression) -> Json:  # noqa: FBT001 - one of three kinds
    if isinstance(shuffled, Expression):
        return _expression(shuffled)
    return None if shuffled is False else shuffled


def _list(table: ListTable) -> Json:
    return {"columns": list(table.columns), "rows": [list(row) for row in table.rows]}
