"""The pages that anybody may read, in the language of the address or of the browser."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.errors import Code, Refused
from server.services.intake.public_forms import open_forms
from server.web.intake.door import Door
from server.web.portal.languages import language_of_request
from server.web.portal.place import Place
from server.web.portal.scripts import Scripts
from server.web.portal.sheets import Sheets, code_of


def add_pages(routes: Blueprint, *, door: Door, sheets: Sheets) -> None:
    """Add the first page, the list of forms, the poster and the scripts of all of them."""
    scripts, place = Scripts(), sheets.place

    @routes.get("/")
    @routes.get("/<language:language>/")
    def home(language: str | None = None) -> Response:
        code = require_language(place, language)
        answer = sheets.answer(sheets.page("home", code))
        answer.headers["X-Robots-Tag"] = "all"  # whoever looks for help is to find it
        return answer

    @routes.get("/report")
    @routes.get("/<language:language>/report")
    def report(language: str | None = None) -> Response:
        code = require_language(place, language)
        with door.database.reading() as connection:
            forms = open_forms(connection)
        root = f"{request.root_path.rstrip('/')}/{code}/report"
        listed = [{"title": each.title, "href": f"{root}/{each.form_id}"} for each in forms]
        facts = {"forms": listed, "languages": sheets.ways("report")}
        return sheets.answer(sheets.page("forms", code, facts))

    @routes.get("/poster")
    @routes.get("/<language:language>/poster")
    def poster(language: str | None = None) -> Response:
        code, address = require_language(place, language), _address(place)
        title = place.table.words_for(code)("poster.code")
        facts = {"address": address, "code": code_of(address, title)}
        html = sheets.page("poster", code, facts | {"languages": sheets.ways("poster")})
        return sheets.answer(html)

    @routes.get("/static/<name>")
    def script(name: str) -> Response:
        return scripts.answer(name)


def require_language(place: Place, language: str | None) -> str:
    """Return the language to answer in.

    Raises:
        Refused: NOT_FOUND, when the address names one that there are no words in.
    """
    if language is not None and language not in place.table.languages:
        raise Refused(Code.NOT_FOUND)
    return language_of_request(place.table)


def _address(place: Place) -> str:
    """Return the address to be printed; it shows everybody the page in their own language."""
    return f"{place.public_url or request.host_url.rstrip('/') + request.root_path.rstrip('/')}/"
