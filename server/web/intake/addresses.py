"""The absolute addresses under which an agent reaches the door."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import request

from server.errors import Code, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """One agent's addresses; `root` is `<public address>/key/<token>`."""

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


def addresses_of(token: str, public_url: str | None) -> Addresses:
    """Return an agent's addresses: under the public address, or as the request itself says.

    Raises:
        Refused: NO_HOST when neither says where the server is.
    """
    return Addresses(root=f"{public_url or _requested()}/key/{token}")


def _requested() -> str:
    if not request.host:
        raise Refused(Code.NO_HOST)
    return f"{request.scheme}://{request.host}{quote(request.root_path.rstrip('/'))}"
