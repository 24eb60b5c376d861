"""The sheet an agent is handed: the code to scan, how to scan it, and the rules (R4, R35)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the sheet says; `payload` is the text of the QR code, with the access code in it.

    `keeps_drafts` says that unfinished forms may stay on the tablet; `hotline` is a number as a
    person dials it; `expires_on` None means that the code has no end.
    """

    agent: str
    agency: str
    payload: str = field(repr=False)
    hotline: str
    expires_on: date | None = None
    keeps_drafts: bool = False


def agent_sheet(facts: SheetFacts) -> str:
    """Return the page as HTML that loads nothing: style and picture are inside it."""
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("agent_sheet.html").render(
        facts=facts,
        expires_on=None if facts.expires_on is None else said_day(facts.expires_on),
        picture=_picture(facts.payload),
    )


def said_day(day: date) -> str:
    """Write a day as a person reads it, whatever their order of day and month."""
    return f"{day.day} {day:%B %Y}"


def _picture(payload: str) -> Markup:
    """Draw the QR code so that it can still be read with a crease through it."""
    code = segno.make(payload, error="m", micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="qr", title="QR code for ODK Collect")
    return Markup(drawn)  # noqa: S704 - made of squares by segno, no text of anybody in it
