"""Forms going out: the list, a form, its manifest and its media (OpenRosa FormListAPI)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from server.odk import openrosa
from server.services.intake import offers
from server.services.intake.admission import Bearer, authenticate
from server.web.intake import replies
from server.web.intake.addresses import Addresses, addresses_of
from server.web.intake.admission import judged, shown
from server.web.intake.door import Door
from server.web.intake.lists import listed, listed_file


def forms_blueprint(door: Door) -> Blueprint:
    """Return the routes by which a tablet fetches forms."""
    routes = Blueprint("forms", __name__)

    @routes.get("/formList")
    @routes.get("/key/<token>/formList")
    def form_list(token: str | None = None) -> Response:
        # Collect asks for no more than this; `formID` is the filter of the published API, its
        # `verbose` and the `deviceID` that Collect adds everywhere change nothing.
        with _let_in(door, token) as (connection, bearer, addresses):
            wanted = offers.offered_forms(connection, bearer, request.args.get("formID"))
            return replies.document(
                openrosa.form_list(listed(offer, addresses) for offer in wanted)
            )

    @routes.get("/forms/<version_id>.xml")
    @routes.get("/key/<token>/forms/<version_id>.xml")
    def form(version_id: str, token: str | None = None) -> Response:
        with _let_in(door, token) as (connection, bearer, addresses):
            xform = offers.offered_xform(connection, bearer, version_id)
        return replies.document(openrosa.served_form(xform, addresses.submission))

    @routes.get("/forms/<version_id>/manifest")
    @routes.get("/key/<token>/forms/<version_id>/manifest")
    def manifest(version_id: str, token: str | None = None) -> Response:
        with _let_in(door, token) as (connection, bearer, addresses):
            files = offers.offered_files(connection, bearer, version_id)
        return replies.document(
            openrosa.manifest(listed_file(file, version_id, addresses) for file in files)
        )

    @routes.get("/forms/<version_id>/media/<filename>")
    @routes.get("/key/<token>/forms/<version_id>/media/<filename>")
    def media(version_id: str, filename: str, token: str | None = None) -> Response:
        with _let_in(door, token) as (connection, bearer, _):
            return replies.cached(offers.offered_file(connection, bearer, version_id, filename))

    return routes


@contextmanager
def _let_in(door: Door, token: str | None) -> Iterator[tuple[Connection, Bearer, Addresses]]:
    """Give a connection for reading, who asks, and the addresses to answer them with."""
    credentials = shown(token)
    with judged(door, credentials), door.database.reading() as connection:
        bearer = authenticate(connection, credentials, door.clock())
        yield connection, bearer, addresses_of(credentials, door.public_url)
