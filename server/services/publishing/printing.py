"""Gives a live form as it is wanted for printing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from server.domain.forms import Audience
from server.storage.publishing import forms as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class FormToPrint:
    """A form, published or not, with what its paper has to say; `at` makes its bytes the same."""

    xform: bytes
    media: Mapping[str, bytes]
    audience: Audience
    at: datetime


def form_to_print(connection: Connection, form_id: str) -> FormToPrint | None:
    """Return the current version of a form, None when there is none."""
    current = stored.current(connection, form_id)
    if current is None:
        return None
    return FormToPrint(
        xform=stored.contents(connection, current.id).xform,
        media=stored.media(connection, current.id),
        audience=Audience(current.audience),
        at=current.published_at,
    )
