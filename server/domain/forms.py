"""A published form as the rest of Lespwa sees it: its questions, choices and mappings."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from server.domain.mapping import Mapping

FormId = NewType("FormId", str)
InstanceId = NewType("InstanceId", str)
SubmissionId = NewType("SubmissionId", str)  # uuid4, 32 hex digits, ours


class Audience(StrEnum):
    """Who is offered a form (settings sheet, `audience`)."""

    PUBLIC = "public"
    AGENCY = "agency"
    HOTLINE = "hotline"
    EXPERT = "expert"


class QuestionType(StrEnum):
    """The data type of a question: the XForm bind's type, selects told apart."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"  # dateTime
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    ATTACHMENT = "attachment"  # binary: image, audio, video, file, signature, audit
    ACKNOWLEDGE = "acknowledge"
    BARCODE = "barcode"


_NO_WORDS: MappingOf[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice: its code, label by language ("" when the form has one language), crosswalks."""

    code: str
    labels: MappingOf[str, str] = field(default_factory=lambda: _NO_WORDS)
    crosswalk: MappingOf[str, str] = field(default_factory=lambda: _NO_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a calculation holds that says nothing of who filled the form in.

    `text` is what it always gives; None where it is chance, of which something else is made.
    """

    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One node of the form that can hold an answer.

    `path` is the path below the form's root, as "entry/transit/place"; `repeats` are the paths of
    the repeats around it, outermost first; `choices` is empty for an external list; `labels` and
    `hints` are by language; `own` is for calculations that fill no field.
    """

    path: str
    type: QuestionType
    labels: MappingOf[str, str] = field(default_factory=lambda: _NO_WORDS)
    hints: MappingOf[str, str] = field(default_factory=lambda: _NO_WORDS)
    mapping: Mapping | None = None
    repeats: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_asked: bool = True  # False for calculations and metadata nobody sees
    own: OwnWords | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """One published version of a form: what is needed to read a submission made with it.

    `root` is the name of the primary instance's root element; `repeats` are all repeat paths in
    document order; `languages` is empty for a form in one unnamed language.
    """

    form_id: FormId
    version: str
    title: str
    root: str
    questions: tuple[Question, ...]
    repeats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
