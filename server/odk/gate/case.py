"""What the checks of the publish gate look at: one spreadsheet, and what it is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from server.domain.forms import Audience, FormVersion
from server.domain.schema.kinds import Schema
from server.odk.gate.message import Spot
from server.odk.outline import Entry, Outline
from server.odk.workbook import Workbook
from server.odk.xform_body import Body
from server.odk.xform_model import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """What every form is held against: the case schema, and the known codes by list name."""

    schema: Schema
    codes: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSettings:
    """The settings sheet as Lespwa reads it; None or "" where it says nothing usable."""

    form_id: str
    title: str
    audience: Audience | None
    has_personal_data: bool

    @property
    def is_on_the_web(self) -> bool:
        """Whether a browser is one of the ways to fill the form."""
        return self.audience in {Audience.PUBLIC, Audience.HOTLINE, Audience.EXPERT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """A form before it is compiled."""

    workbook: Workbook
    outline: Outline
    settings: FormSettings
    standards: Standards
    media: Mapping[str, bytes]

    def spot(self, entry: Entry | None, key: str | None = None) -> Spot:
        """Return the place of a row of the survey; the sheet alone when no row is known."""
        survey = self.workbook.sheet("survey")
        return survey.spot(entry.row.number if entry else None, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A form as compiled: the XForm, and what was read from it."""

    xform: bytes
    model: Model
    body: Body
    form: FormVersion
