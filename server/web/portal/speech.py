"""How the portal says no: a calm page to a browser, a sentence to a script, OpenRosa to others."""

from __future__ import annotations

import json

from flask import Response, request

from server.errors import Refused
from server.web.intake.refusals import Speak
from server.web.portal.languages import language_of_request
from server.web.portal.sheets import Sheets
from server.web.words.table import Words

BLUEPRINT = "portal"


def speaker(sheets: Sheets) -> Speak:
    """Return what answers a refusal; None where the client is one that speaks OpenRosa."""

    def speak(refusal: Refused) -> Response | None:
        is_ours = request.blueprint == BLUEPRINT
        if "X-OpenRosa-Version" in request.headers or not (is_ours or request.url_rule is None):
            return None
        words = sheets.place.table.words_for(language_of_request(sheets.place.table))
        sentence = sentence_of(refusal, words)
        if is_ours and wants_json():
            return said_as_json(sentence, refusal.status)
        if not _wants_page():
            return None
        html = sheets.page("refused", words.language.code, {"sentence": sentence})
        return sheets.answer(html, refusal.status)

    return speak


def wants_json() -> bool:
    """Whether it is a script of ours that asks."""
    return "application/json" in request.headers.get("Accept", "")


def said_as_json(sentence: str, status: int) -> Response:
    """Answer with a sentence for the person in front of the page."""
    body = json.dumps({"sentence": sentence}, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def sentence_of(refusal: Refused, words: Words) -> str:
    """Return why not, in the person's language if it is one of the reasons that people meet."""
    key = f"refused.{refusal.code.name}"
    return words(key, **refusal.words) if key in words.texts else refusal.sentence


def _wants_page() -> bool:
    is_page = request.blueprint == BLUEPRINT and request.method in {"GET", "HEAD"}
    return is_page or "text/html" in request.headers.get("Accept", "")
