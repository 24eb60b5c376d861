"""The pages that anybody may read, in the language of the address or of the browser."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from server.web.portal.languages import require_language
from server.web.portal.place import Place
from server.web.portal.scripts import Scripts
from server.web.portal.sheets import Sheets, code_of


def add_pages(routes: Blueprint, sheets: Sheets) -> None:
    """Add the first page, the poster and the scripts of all of them."""
    scripts, place = Scripts(), sheets.place

    @routes.get("/")
    @routes.get("/<language:language>/")
    def home(language: str | None = None) -> Response:
        code = require_language(place.table, language)
        answer = sheets.answer(sheets.page("home", code))
        answer.headers["X-Robots-Tag"] = "all"  # whoever looks for help is to find it
        return answer

    @routes.get("/poster")
    @routes.get("/<language:language>/poster")
    def poster(language: str | None = None) -> Response:
        code = require_language(place.table, language)
        html = sheets.page("poster", code, _way(place, code) | {"languages": sheets.ways("poster")})
        return sheets.answer(html)

    @routes.get("/leave")
    def leave() -> ResponseReturnValue:
        """Lead to where everybody leaves to, from what a form left in the history (leave.ts)."""
        return redirect(place.leave_to)

    @routes.get("/static/<name>")
    def script(name: str) -> Response:
        return scripts.answer(name)


def _way(place: Place, code: str) -> dict[str, object]:
    """Return the address to be printed, which shows everybody the page in their own language.

    None where the office has not said it: what a request names may be anybody's choice.
    """
    if place.public_url is None:
        return {"address": None}
    address = f"{place.public_url}/"
    return {
        "address": address,
        "code": code_of(address, place.table.words_for(code)("poster.code")),
    }
