"""Finds the rows of a form in which a browser keeps the language that the form was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.odk.xform_model import Model

LANGUAGE_FIELD: Final = "report_language"


def language_rows(model: Model) -> Iterator[str]:
    """Yield the paths below the root of what fills that field and is not calculated.

    One that has a control is a question, asked of people, and is none of these rows.
    """
    for path, bind in model.binds.items():
        field = (bind.mapping or "").strip().rpartition(".")[2]
        if field == LANGUAGE_FIELD and "calculate" not in bind.attributes:
            yield path
