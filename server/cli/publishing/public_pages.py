"""What `lespwa doctor` finds wrong with the settings of the public pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from server.errors import Refused
from server.settings import Settings

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from sqlalchemy import Connection

    from server.services.upkeep.check_up import Ailment

_PUNCTUATION: Final = re.compile(r"[ ()./]|(?<=.)-")  # a minus before the number is no dash in it


def check_public_pages(settings: Settings) -> Iterator[Ailment]:
    """Look at the number to call, at the address, and at the office's own words."""
    from server.services.upkeep.check_up import Ailment, Grade  # noqa: PLC0415 - slow to import

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
    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415 - slow to import
    from server.web.words.table import read_table  # noqa: PLC0415

    try:
        read_table(settings.data / "words.csv")
    except Refused as refusal:
        mend = "mend the file, or take it away"
        yield Ailment(code="words_unusable", sentence=refusal.sentence, mend=mend)


def check_numbers(connection: Connection, settings: Settings) -> Iterator[Ailment]:
    """Compare the number that the live forms speak of with the one on pages and paper."""
    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415 - slow to import
    from server.storage.publishing import forms  # noqa: PLC0415

    for each in forms.currents(connection):
        for why in number_told(forms.contents(connection, each.id).xform, settings):
            mend = "set LESPWA_HOTLINE, or change the row hotline_number of the spreadsheet and"
            mend += " publish it"
            sentence = f"The form {each.form_id} {why}"
            yield Ailment(code="two_hotlines", sentence=sentence, mend=mend)


def number_told(xform: bytes, settings: Settings) -> Iterator[str]:
    """Say when a form speaks of another number than the pages, as it works out on a device."""
    from server.odk.hotline_number import hotline_number  # noqa: PLC0415 - slow to import

    number = hotline_number(xform)
    if number is not None and dialled(number) != dialled(settings.hotline):
        yield f"says to call {number}, the pages {settings.hotline}."


def dialled(number: str) -> str:
    """Return the digits of a number as they are dialled."""
    return _PUNCTUATION.sub("", number)
