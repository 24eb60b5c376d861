"""The pages of the forms: which there are, what waits to be finished, and the form itself."""

from __future__ import annotations

from base64 import b64encode

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Connection

from server.domain.access import Action
from server.odk.web_form.model import ControlKind
from server.services.entrance.sessions import IDLE
from server.services.intake.desk_forms import bearer_of, form_to_fill, forms_of
from server.services.intake.drafts import KEPT_FOR, Draft, forget_old, list_drafts, own_draft
from server.services.intake.offers import Offer
from server.services.intake.public_forms import files_of
from server.web.console.pages import ANYBODY, Menu, Pages, allowed, new_pages
from server.web.console.room import Room, here
from server.web.fill.page import FillPlace, FillText, embed
from server.web.fill.pages import FillPages, Published
from server.web.fill.style import fill_css
from server.web.portal.scripts import Scripts
from server.web.words.table import ENGLISH, Words

FILL = allowed(Action.SUBMISSION_ADD)
_CSS = "text/css; charset=utf-8"
_SAVE_EVERY = 30  # seconds
_WHOLE = frozenset({"hotline"})  # forms that begin on one page, as callers do not answer in order


def console_pages(room: Room) -> Pages:
    """Return the pages, and the scripts and the style that they need."""
    pages, texts = new_pages("forms", __name__), FillPages()

    @pages.page("/forms", FILL, menu=Menu(title="Forms", place=30))
    def listing() -> ResponseReturnValue:
        return _listing(room)

    @pages.page("/forms/<form_id>", FILL)
    def fill(form_id: str) -> ResponseReturnValue:
        return _form(room, texts, form_id, None)

    @pages.page("/forms/<form_id>/drafts/<draft_id>", FILL)
    def resume(form_id: str, draft_id: str) -> ResponseReturnValue:
        with room.database.reading() as connection:
            draft = own_draft(connection, here().actor, draft_id)
        return _form(room, texts, form_id, draft)

    _add_files(pages)
    return pages


def _add_files(pages: Pages) -> None:
    scripts = Scripts()

    @pages.page("/fill/<name>", ANYBODY)
    def file(name: str) -> ResponseReturnValue:
        is_style = name == "fill.css"
        answer = Response(fill_css(), content_type=_CSS) if is_style else scripts.answer(name)
        answer.add_etag()
        return answer.make_conditional(request)


def _listing(room: Room) -> str:
    g.is_filling = True
    with room.database.upkeep() as connection:
        forget_old(connection, at=here().at)
    with room.database.reading() as connection:
        forms = forms_of(connection, here().actor)
        drafts = list_drafts(connection, here().actor)
    return render_template(
        "forms.html",
        forms=forms,
        drafts=drafts,
        kept_days=KEPT_FOR.days,
        desk=_desk(room.table.words_for(ENGLISH)),
    )


def _form(room: Room, texts: FillPages, form_id: str, draft: Draft | None) -> str:
    """Write a form in the language asked for, or in that of the browser."""
    version = draft.version_id if draft else request.args.get("version")
    with room.database.reading() as connection:
        offer = form_to_fill(connection, here().actor, form_id, version)
        words = room.table.words_for(_language(room))
        text = _text(connection, texts, offer, words)
    g.is_filling = True
    g.is_locating = _locates(text)
    place = FillPlace(
        submit=url_for("form_streams.send", form_id=form_id),
        csrf=generate_csrf(),
        owner=here().account.id,
        is_stepped=form_id not in _WHOLE,
        may_locate=_locates(text),
    )
    return render_template(
        "form.html",
        offer=offer,
        draft=draft,
        fill=embed(text, place),
        here_language=text.form.language,
        languages=[each for each in text.form.languages if each.code],
        desk=_desk(words) | _draft_marks(offer, draft),
    )


def _text(connection: Connection, texts: FillPages, offer: Offer, words: Words) -> FillText:
    bearer = bearer_of(here().actor)
    published = Published(
        version_id=offer.version_id,
        read=lambda: (offer.xform, files_of(connection, offer, bearer)),
    )
    is_stepped = offer.form_id not in _WHOLE
    return texts.text(published, _asked() or words.language.code, words, is_stepped=is_stepped)


def _locates(text: FillText) -> bool:
    controls = text.form.model.controls.values()
    return any(each.kind is ControlKind.GEOPOINT for each in controls)


def _asked() -> str | None:
    return request.args.get("language")


def _language(room: Room) -> str:
    known = list(room.table.languages)
    return _asked() or request.accept_languages.best_match(known) or ENGLISH


def _desk(words: Words) -> dict[str, object]:
    """Return what the script is told of who is here, and the words it says to them."""
    said = {**words.for_form_at_desk(), **words.for_desk()}
    return {
        "owner": here().account.id,
        "csrf": generate_csrf(),
        "pass": url_for("form_streams.renew"),
        "list": url_for("forms.listing"),
        "sign_in": url_for("signing_in.sign_in_page"),
        "ends": here().session.expires_at.isoformat(),
        "idle": int(IDLE.total_seconds()),
        "words": said,
        "language": words.language,
    }


def _draft_marks(offer: Offer, draft: Draft | None) -> dict[str, object]:
    key = here().drafts
    address = url_for("forms.fill", form_id=offer.form_id)
    return {
        "key": "" if key is None else b64encode(key.secret).decode("ascii"),
        "every": _SAVE_EVERY,
        "drafts": f"{address}/drafts",
        "version_id": offer.version_id,
        "draft": draft.id if draft else "",
        "saves": draft.saves if draft else 0,
        "address": url_for("forms.resume", form_id=offer.form_id, draft_id=draft.id)
        if draft
        else f"{address}?version={offer.version_id}",
    }
