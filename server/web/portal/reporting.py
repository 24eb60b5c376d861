"""The pages of reporting: the form itself, or the choice among forms where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from server.errors import Code, Refused
from server.odk.web_form.model import ControlKind
from server.services.intake.offers import Offer
from server.services.intake.public_forms import files_of, open_form, open_forms
from server.web.fill.page import FillPlace, FillText, embed
from server.web.fill.pages import FillPages, Published
from server.web.fill.style import fill_css
from server.web.intake.door import Door
from server.web.portal.headers import page_policy, permissions
from server.web.portal.languages import language_of_request, require_language
from server.web.portal.sheets import Sheets
from server.web.words.table import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where forms are handed out; what was written once is kept for the next who asks."""

    door: Door
    sheets: Sheets
    pages: FillPages = field(default_factory=lambda: FillPages(is_public=True))


def add_reporting(routes: Blueprint, desk: Desk) -> None:
    """Add the way to report, and each form under its own address."""

    @routes.get("/report")
    @routes.get("/<language:language>/report")
    def report(language: str | None = None) -> Response:
        with desk.door.database.reading() as connection:
            forms = open_forms(connection)
            if len(forms) == 1:
                return _form(desk, connection, forms[0], language)
        return _choice(desk.sheets, forms, require_language(desk.sheets.place.table, language))

    @routes.get("/report/<form_id>")
    @routes.get("/<language:language>/report/<form_id>")
    def form(form_id: str, language: str | None = None) -> Response:
        with desk.door.database.reading() as connection:
            return _form(desk, connection, open_form(connection, form_id), language)


def _choice(sheets: Sheets, forms: Sequence[Offer], code: str) -> Response:
    root = f"{request.root_path.rstrip('/')}/{code}/report"
    listed = [{"title": each.title, "href": f"{root}/{each.form_id}"} for each in forms]
    facts = {"forms": listed, "languages": sheets.ways("report")}
    return sheets.answer(sheets.page("forms", code, facts))


def _form(desk: Desk, connection: Connection, offer: Offer, asked: str | None) -> Response:
    """Answer with a form in the language asked for, or in that of the browser."""
    table = desk.sheets.place.table
    code = asked or language_of_request(table)
    text = desk.pages.text(
        Published(
            version_id=offer.version_id, read=lambda: (offer.xform, files_of(connection, offer))
        ),
        code,
        table.words_for(code),
        is_stepped=True,
    )
    spoken = [Language(code=each.code, name=each.name) for each in text.form.languages if each.code]
    if asked is not None and asked not in {*table.languages, *(each.code for each in spoken)}:
        raise Refused(Code.NOT_FOUND)
    return _answer(desk.sheets, text, code, rest=f"report/{offer.form_id}", spoken=spoken)


def _answer(
    sheets: Sheets, text: FillText, code: str, *, rest: str, spoken: Sequence[Language]
) -> Response:
    root, style = request.root_path.rstrip("/"), sheets.bare + fill_css(text.form)
    controls = text.form.model.controls.values()
    locates = any(each.kind is ControlKind.GEOPOINT for each in controls)
    place = FillPlace(
        submit=f"{root}/{code}/{rest}/submission",
        work=f"{root}/report/work",
        is_checked=True,
        may_locate=locates,
    )
    facts = {
        "fill": embed(text, place),
        "style": style,
        "languages": sheets.ways(rest, spoken) if spoken else [],
        "here": text.form.language.code,
    }
    answer = sheets.answer(sheets.page("form", code, facts))
    answer.headers["Content-Security-Policy"] = page_policy(style, fills=True)
    answer.headers["Permissions-Policy"] = permissions(locates=locates)
    return answer
