"""Tells which calculations hold only words of the form itself, or chance to make others of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Final

from server.domain.forms import OwnWords
from server.odk.xform_model import Model
from server.odk.xpath import Kind, Token, each_token, tokens

_SINGLE: Final = frozenset({Kind.STRING, Kind.NUMBER})
_CHANCE: Final = "random"
# With chance and nothing else they give chance again; a day or a name of the device would be news.
_OF_CHANCE: Final = frozenset({_CHANCE, "int", "round", "once", "concat", "substr", "string"})
_OPERATORS: Final = frozenset({"div", "mod"})


def own_words(model: Model, path: str) -> OwnWords | None:
    """Return what the form itself puts into a node that nobody answers, None where it is news.

    A calculation that applies only sometimes says that it applies, so it is no mere word.
    """
    expression = model.bind(path).attributes.get("calculate")
    if expression is None or any("relevant" in model.bind(each).attributes for each in _ways(path)):
        return None
    first = list(islice(each_token(expression), 2))
    if len(first) == 1 and first[0].kind in _SINGLE:
        return OwnWords(text=first[0].text.strip("'\""))
    is_chance = _CHANCE in expression and _is_chance(tokens(expression))
    return OwnWords(text=None) if is_chance else None


def _ways(path: str) -> Iterator[str]:
    return accumulate(path.split("/"), "{}/{}".format)


def _is_chance(found: Sequence[Token]) -> bool:
    called = {each.text for each in found if each.kind is Kind.FUNCTION}
    names = {each.text for each in found if each.kind is Kind.NAME}
    return _CHANCE in called and called <= _OF_CHANCE and names <= _OPERATORS
