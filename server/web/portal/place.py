"""Where the portal stands: the numbers to call, the way out, its address and its words."""

from __future__ import annotations

from dataclasses import dataclass

from server.settings import Settings
from server.web.words.table import Table, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What every page needs of the settings; `public_url` None means: as each request says."""

    hotline: str
    emergency: str | None
    leave_to: str
    public_url: str | None
    trusted_proxies: int
    table: Table


def place_of(settings: Settings) -> Place:
    """Return the place that the settings describe.

    Raises:
        Refused: SETTINGS when the office's own table of words cannot be used.
    """
    return Place(
        hotline=settings.hotline,
        emergency=settings.emergency,
        leave_to=settings.leave_to,
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        table=read_table(settings.data / "words.csv"),
    )
