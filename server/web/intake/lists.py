"""The lists of forms as tablets get them, each kept until a form changes.

A tablet asks for its list every quarter of an hour and gets the same one for months, and to make
it every form must be hashed with the tablet's own address in it. Who asks, and whether anything
has changed, is asked of the database each time. What is kept holds no access code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from server.odk import openrosa
from server.odk.openrosa import ListedFile, ListedForm
from server.services.intake.admission import Credentials, authenticate, key_of
from server.services.intake.offers import (
    Offer,
    OfferedFile,
    listed_now,
    offered_forms,
    state_of_lists,
)
from server.storage.engine import Database
from server.web.intake.addresses import Addresses

_MOST: Final = 2000  # lists of some thousand bytes each
_CODE: Final = b"{{LESPWA_CODE}}"  # stands in a list that is kept where the access code goes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A list as it was when the lists were in that state, for an agent of those audiences."""

    state: frozenset[str]
    audiences: frozenset[str]
    list: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists that one process has made, by code (as its hash) and address."""

    _kept: dict[tuple[str, str], _Kept] = field(default_factory=dict)

    def of(
        self, database: Database, shown: Credentials, addresses: Addresses, at: datetime
    ) -> bytes:
        """Return the list of who shows that code.

        Raises:
            Refused: UNKNOWN_TOKEN.
        """
        now, code = listed_now(database, shown, at), shown.token.encode()
        place = (key_of(shown), addresses.root.replace(shown.token, ""))
        kept = self._kept.get(place)
        if kept and (kept.state, kept.audiences) == (now.state, now.agent.audiences):
            return kept.list.replace(_CODE, code)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        made, self._kept[place] = _make(database, shown, addresses, at)
        return made


def _make(
    database: Database, shown: Credentials, addresses: Addresses, at: datetime
) -> tuple[bytes, _Kept]:
    """Make a list, and tell it with the state that it was made in: all seen at one moment."""
    with database.reading() as connection:
        state, agent = state_of_lists(connection), authenticate(connection, shown, at)
        offers = offered_forms(connection, agent)
        made = openrosa.form_list(listed(each, addresses) for each in offers)
    kept = made.replace(shown.token.encode(), _CODE)
    return made, _Kept(state=state, audiences=agent.audiences, list=kept)


def listed(offer: Offer, addresses: Addresses) -> ListedForm:
    """Describe an offer; the hash is of what is served to this agent as the form."""
    served = openrosa.served_form(offer.xform, addresses.submission)
    return ListedForm(
        form_id=offer.form_id,
        name=offer.title,
        version=offer.version,
        md5=openrosa.md5_hex(served),
        download_url=addresses.form(offer.version_id),
        manifest_url=addresses.manifest(offer.version_id) if offer.has_media else None,
    )


def listed_file(file: OfferedFile, version_id: str, addresses: Addresses) -> ListedFile:
    """Describe one of a form's files."""
    return ListedFile(
        filename=file.filename,
        md5=file.md5,
        download_url=addresses.media(version_id, file.filename),
    )
