"""In which language to answer: that of the address, else what the browser asks for."""

from __future__ import annotations

from typing import Final

from flask import request
from werkzeug.routing import BaseConverter

from server.errors import Code, Refused
from server.web.words.table import ENGLISH, Table

CODE: Final = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


class LanguageConverter(BaseConverter):
    """The first part of an address that is a language; whether it is one of ours shows later."""

    regex = CODE


def language_of_request(table: Table) -> str:
    """Return the code of the language of the address or, if it names none of ours, the browser's.

    The answer then differs from browser to browser: say so with `Vary`.
    """
    first = request.path.split("/", maxsplit=2)[1:2]
    if first and first[0] in table.languages:
        return first[0]
    return request.accept_languages.best_match(list(table.languages)) or ENGLISH


def require_language(table: Table, language: str | None) -> str:
    """Return the language to answer in.

    Raises:
        Refused: NOT_FOUND, when the address names one that there are no words in.
    """
    if language is not None and language not in table.languages:
        raise Refused(Code.NOT_FOUND)
    return language_of_request(table)
