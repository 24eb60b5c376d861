"""What `lespwa doctor` finds wrong with the settings of the public pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from server.errors import Refused
from server.settings import Settings

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.trust.check_up import Ailment


def check_public_pages(settings: Settings) -> Iterator[Ailment]:
    """Look at the number to call, at the address, and at the office's own words."""
    from server.services.trust.check_up import Ailment, Grade  # noqa: PLC0415 - slow to import

    if not settings.has_hotline:
        yield Ailment(
            code="no_hotline",
            sentence=f"Nobody has set the number of the Hotline: {settings.hotline} is shown.",
            mend="set LESPWA_HOTLINE to the number as people dial it, also if it is this one",
            grade=Grade.NOTE,
        )
    if not (settings.public_url or "").startswith("https://"):
        yield Ailment(
            code="no_https",
            sentence="No public address with https is set; without https browsers cannot seal a"
            " report, so they send none.",
            mend="set LESPWA_PUBLIC_URL to the address, such as https://reports.example.org",
            grade=Grade.NOTE,
        )
    yield from _words(settings)


def _words(settings: Settings) -> Iterator[Ailment]:
    from server.services.trust.check_up import Ailment  # noqa: PLC0415 - slow to import
    from server.web.words.table import read_table  # noqa: PLC0415

    try:
        read_table(settings.data / "words.csv")
    except Refused as refusal:
        mend = "mend the file, or take it away"
        yield Ailment(code="words_unusable", sentence=refusal.sentence, mend=mend)
