"""The code lists of the standard case schema, by name, with labels and crosswalks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.vocabulary import (
    answers,
    consent,
    control,
    decisions,
    exploitation,
    people,
    places,
    reports,
)
from server.domain.vocabulary.lists import CodeList, Term

__all__ = ["VOCABULARY", "CodeList", "Term"]

_MODULES = (answers, people, places, reports, decisions, exploitation, control, consent)

VOCABULARY: Mapping[str, CodeList] = MappingProxyType(
    {each.name: each for module in _MODULES for each in module.LISTS}
)
