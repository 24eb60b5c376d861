"""Tells which calculations hold only words of the form itself, or chance to make others of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from server.domain.forms import OwnWords
from server.odk.xform_model import Model
from server.odk.xpath import Kind, Token, tokens

_SINGLE: Final = frozenset({Kind.STRING, Kind.NUMBER})
# With chance and nothing else they give chance again; a day or a name of the device would be news.
_OF_CHANCE: Final = frozenset({"random", "int", "round", "once", "concat", "substr", "string"})
_OPERATORS: Final = frozenset({"div", "mod"})


def own_words(model: Model, path: str) -> OwnWords | None:
    """Return what the form itself puts into a node that nobody answers, None where it is news.

    A calculation that applies only sometimes says that it applies, so it is no mere word.
    """
    expression = model.bind(path).attributes.get("calculate")
    if expression is None or any("relevant" in model.bind(each).attributes for each in _ways(path)):
        return None
    found = list(tokens(expression))
    if len(found) == 1 and found[0].kind in _SINGLE:
        return OwnWords(text=found[0].text.strip("'\""))
    return OwnWords(text=None) if _is_chance(found) else None


def _ways(path: str) -> Iterator[str]:
    return accumulate(path.split("/"), "{}/{}".format)


def _is_chance(found: list[Token]) -> bool:
    called = {each.text for each in found if each.kind is Kind.FUNCTION}
    names = {each.text for each in found if each.kind is Kind.NAME}
    return "random" in called and called <= _OF_CHANCE and names <= _OPERATORS
