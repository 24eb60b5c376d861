"""Has a form keep the language in which a browser shows it: the last one, when it is sent."""

from __future__ import annotations

from dataclasses import replace

from server.domain.vocabulary.places import language_code
from server.odk.own_language import language_rows
from server.odk.web_form.body import BodyReader
from server.odk.web_form.languages import Language
from server.odk.web_form.literals import quoted
from server.odk.web_form.model import Bind, Expression
from server.odk.web_form.rules import full_path
from server.odk.xform_model import Model


def kept_language(model: Model, body: BodyReader, language: Language) -> dict[str, Bind]:
    """Return the binds of the rows that hold it, each calculated as the code of the language.

    A page in another language has another model, and calculates anew. A language without a code
    leaves such a row as the form has it.
    """
    code = language_code(language.code)
    rows = (full_path(model, path) for path in language_rows(model))
    kept = [path for path in rows if code and path not in body.controls]
    rule = Expression(text=quoted(code))
    return {path: _calculated(body.binds.get(path, Bind()), rule) for path in kept}


def _calculated(bind: Bind, rule: Expression) -> Bind:
    return replace(bind, rules={**bind.rules, "calculate": rule})
