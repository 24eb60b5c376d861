"""The absolute addresses under which an agent reaches the door."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import request

from server.errors import Code, Refused
from server.services.intake.admission import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """One agent's addresses; `root` is the public address, with `/key/<token>` if it has one."""

    root: str

    @property
    def submission(self) -> str:
        """Where submissions go."""
        return f"{self.root}/submission"

    def form(self, version_id: str) -> str:
        """Where one form version is fetched."""
        return f"{self.root}/forms/{version_id}.xml"

    def manifest(self, version_id: str) -> str:
        """Where its list of media is fetched."""
        return f"{self.root}/forms/{version_id}/manifest"

    def media(self, version_id: str, filename: str) -> str:
        """Where one of its media is fetched."""
        return f"{self.root}/forms/{version_id}/media/{quote(filename, safe='')}"


def addresses_of(credentials: Credentials, public_url: str | None) -> Addresses:
    """Return an agent's addresses: under the public address, or as the request itself says.

    They hold the code only for who came with it in the address: a password stays out of them.

    Raises:
        Refused: NO_HOST when neither says where the server is.
    """
    root = public_url or _requested()
    has_password = credentials.user_name is not None
    return Addresses(root=root if has_password else f"{root}/key/{credentials.token}")


def _requested() -> str:
    if not request.host:
        raise Refused(Code.NO_HOST)
    return f"{request.scheme}://{request.host}{quote(request.root_path.rstrip('/'))}"
