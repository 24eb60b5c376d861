"""What the script of a form sends and fetches: the sealed submission, sealed drafts, its token."""

from __future__ import annotations

from functools import partial

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from server.domain.access import Action, Actor
from server.services.intake.desk_forms import require_fillable
from server.services.intake.drafts import (
    LONGEST,
    Saving,
    discard,
    save_draft,
    sealed_draft,
    sent,
)
from server.services.intake.public_forms import require_sealed
from server.services.trust.rights import require
from server.web.console.gate import find_here
from server.web.console.intake.forms import FILL
from server.web.console.intake.streams import require_token, whole_body
from server.web.console.pages import Pages, new_pages
from server.web.console.room import Room, here
from server.web.intake.taking import Origin, take_in, thanks
from server.web.portal.speech import said_as_json

_CREATED = 201
_DRAFT = "/forms/<form_id>/drafts/<draft_id>"


def console_pages(room: Room) -> Pages:
    """Return the addresses that the script of a form talks to."""
    pages = new_pages("form_streams", __name__)

    @pages.page("/pass", FILL)
    def renew() -> ResponseReturnValue:
        return jsonify(
            csrf=generate_csrf(),
            owner=here().account.id,
            ends=here().session.expires_at.isoformat(),
        )

    @pages.page("/forms/<form_id>/submission", FILL, methods=("POST",), is_stream=True)
    def send(form_id: str) -> ResponseReturnValue:
        require_token()
        receipt = take_in(room.door, partial(_origin, room, form_id))
        if request.args.get("draft"):
            sent(room.database, here().actor, request.args["draft"])
        return said_as_json(thanks(receipt), _CREATED)

    _add_drafts(pages, room)
    return pages


def _add_drafts(pages: Pages, room: Room) -> None:
    @pages.page(f"{_DRAFT}/sealed", FILL)
    def sealed(form_id: str, draft_id: str) -> ResponseReturnValue:
        del form_id
        with room.database.reading() as connection:
            content = sealed_draft(connection, here().actor, draft_id)
        return Response(content, content_type="application/octet-stream")

    @pages.page(f"{_DRAFT}/sealed", FILL, methods=("PUT",), is_stream=True)
    def keep(form_id: str, draft_id: str) -> ResponseReturnValue:
        require_token()
        saving = Saving(
            draft_id=draft_id,
            form_id=form_id,
            version_id=request.args.get("version", ""),
            writer=request.args.get("writer", ""),
            known=request.args.get("saves", 0, type=int),
            sealed=whole_body(LONGEST),
            at=here().at,
        )
        return jsonify(saves=save_draft(room.database, here().actor, saving))

    @pages.page(f"{_DRAFT}/discard", FILL, methods=("POST",))
    def discard_now(form_id: str, draft_id: str) -> ResponseReturnValue:
        del form_id
        with room.database.work() as work:
            discard(work, here().actor, draft_id)
            work.commit()
        flash("The draft was discarded.")
        return redirect(url_for("forms.listing"), 303)


def _origin(room: Room, form_id: str) -> Origin:
    """Return who sends, who may have been shut out since a slow upload began."""
    actor: Actor = find_here(room).actor
    require(actor, Action.SUBMISSION_ADD)
    with room.database.glance() as connection:
        require_fillable(connection, actor, form_id)
    return Origin(
        agent_id=None,
        account_id=actor.id,
        channel="console",
        check=lambda envelope: require_sealed(envelope, form_id),
    )
