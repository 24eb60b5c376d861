"""Tells whether a form needs the client's rare functions, which come in a script of their own."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.web_support import RARE_FUNCTIONS
from server.odk.web_form.model import Expression, WebModel
from server.odk.xpath import Kind, tokens


def needs_rare(model: WebModel) -> bool:
    """Whether some expression calls a rare function, or some choices are shuffled."""
    if any(control.shuffled is not False for control in model.controls.values()):
        return True
    return any(
        token.kind is Kind.FUNCTION and token.text in RARE_FUNCTIONS
        for expression in _expressions(model)
        for token in tokens(expression.text)
    )


def _expressions(model: WebModel) -> Iterator[Expression]:
    for bind in model.binds.values():
        yield from bind.rules.values()
        yield from (each for each in bind.messages.values() if isinstance(each, Expression))
    yield from (each.count for each in model.repeats.values() if each.count is not None)
    yield from (each.where for each in model.controls.values() if each.where is not None)
    yield from (each.value for each in model.actions)
    yield from model.values
