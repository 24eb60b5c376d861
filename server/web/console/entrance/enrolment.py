"""The pages where a phone or a security key is enrolled, and codes are printed."""

from __future__ import annotations

import segno
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from server.errors import Code, Refused
from server.services.entrance.enrolment import (
    Enrolled,
    enrol_key,
    enrol_phone,
    offer_key,
    offer_phone,
)
from server.services.entrance.sessions import Stage
from server.vault.second_factor import TotpSecret
from server.web.console.entrance.signing_in import give_cookies
from server.web.console.pages import ENROLLING, Pages, new_pages
from server.web.console.room import Room, here
from server.web.console.site import site_of_request

_SHOWN_HERE = frozenset(
    {
        Code.CODE_REFUSED,
        Code.SECURITY_KEY_REFUSED,
        Code.TOO_MANY_TRIES,
    }
)


def console_pages(room: Room) -> Pages:
    """Return the page that enrols, at the first sign-in or later."""
    pages = new_pages("enrolment", __name__)

    @pages.page("/second-step/new", ENROLLING)
    def enrol() -> ResponseReturnValue:
        return _page(room)

    @pages.page("/second-step/new", ENROLLING, methods=("POST",))
    def enrol_now() -> ResponseReturnValue:
        try:
            return _done(_enrolled(room))
        except Refused as refusal:
            if refusal.code not in _SHOWN_HERE:
                raise
            return _page(room, problem=refusal.sentence), refusal.status

    return pages


def _enrolled(room: Room) -> Enrolled:
    answer, site = request.form.get("security_key", ""), site_of_request()
    if answer and site is not None:
        return enrol_key(room.desk, here(), answer, site=site)
    return enrol_phone(room.desk, here(), request.form.get("code", ""))


def _done(enrolled: Enrolled) -> ResponseReturnValue:
    """Show the codes to print, once; without any, go back to the list."""
    if not enrolled.codes:
        flash("Added.")
        return redirect(url_for("factors.listing"), 303)
    answer = make_response(render_template("codes.html", codes=enrolled.codes))
    if enrolled.entered is not None:
        give_cookies(answer, enrolled.entered)
    return answer


def _page(room: Room, problem: str | None = None) -> str:
    site, secret = site_of_request(), offer_phone(room.desk, here())
    is_first = here().session.stage is Stage.ENROLMENT
    return render_template(
        "enrol_first.html" if is_first else "enrol_more.html",
        problem=problem,
        is_first=is_first,
        secret=None if secret is None else _in_groups(secret.text),
        picture=None if secret is None else _picture(secret),
        options=None if site is None else offer_key(room.desk, here(), site),
    )


def _picture(secret: TotpSecret) -> Markup:
    """Draw the QR code as inline SVG, black on white whatever the page's colours."""
    address = secret.address(here().account.login, system="Lespwa")
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=5, dark="#000", light="#fff", svgclass="qr"))  # noqa: S704 - digits only


def _in_groups(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
