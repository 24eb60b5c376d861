"""Forms going out: the list, a form, its manifest and its media (OpenRosa FormListAPI)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.odk import openrosa
from server.odk.openrosa import ListedFile, ListedForm
from server.services import offers
from server.services.admission import Credentials, authenticate
from server.services.offers import Offer
from server.web.intake import replies
from server.web.intake.addresses import Addresses, addresses_of
from server.web.intake.door import Door


def forms_blueprint(door: Door) -> Blueprint:
    """Return the routes by which a tablet fetches forms."""
    routes = Blueprint("forms", __name__)

    @routes.get("/key/<token>/formList")
    def form_list(token: str) -> Response:
        # Collect asks for no more than this; `formID` is the filter of the published API, its
        # `verbose` and the `deviceID` that Collect adds everywhere change nothing.
        with door.database.reading() as connection:
            agent = authenticate(connection, Credentials(token=token), door.clock())
            addresses = addresses_of(token, door.public_url)
            wanted = offers.offered_forms(connection, agent, request.args.get("formID"))
            return replies.document(
                openrosa.form_list(_listed(offer, addresses) for offer in wanted)
            )

    @routes.get("/key/<token>/forms/<version_id>.xml")
    def form(token: str, version_id: str) -> Response:
        with door.database.reading() as connection:
            agent = authenticate(connection, Credentials(token=token), door.clock())
            xform = offers.offered_xform(connection, agent, version_id)
        addresses = addresses_of(token, door.public_url)
        return replies.document(openrosa.served_form(xform, addresses.submission))

    @routes.get("/key/<token>/forms/<version_id>/manifest")
    def manifest(token: str, version_id: str) -> Response:
        with door.database.reading() as connection:
            agent = authenticate(connection, Credentials(token=token), door.clock())
            files = offers.offered_files(connection, agent, version_id)
        addresses = addresses_of(token, door.public_url)
        return replies.document(
            openrosa.manifest(
                ListedFile(
                    filename=file.filename,
                    md5=file.md5,
                    download_url=addresses.media(version_id, file.filename),
                )
                for file in files
            )
        )

    @routes.get("/key/<token>/forms/<version_id>/media/<filename>")
    def media(token: str, version_id: str, filename: str) -> Response:
        with door.database.reading() as connection:
            agent = authenticate(connection, Credentials(token=token), door.clock())
            return replies.cached(offers.offered_file(connection, agent, version_id, filename))

    return routes


def _listed(offer: Offer, addresses: Addresses) -> ListedForm:
    """Describe an offer; the hash is of what `form` above serves to this agent."""
    served = openrosa.served_form(offer.xform, addresses.submission)
    return ListedForm(
        form_id=offer.form_id,
        name=offer.title,
        version=offer.version,
        md5=openrosa.md5_hex(served),
        download_url=addresses.form(offer.version_id),
        manifest_url=addresses.manifest(offer.version_id) if offer.has_media else None,
    )
