"""What the client needs to run a form, beside what is shown: the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class ControlKind(StrEnum):
    """How a question is answered, as the client tells controls apart."""

    NOTE = "note"
    STRING = "string"
    MULTILINE = "multiline"
    INTEGER = "int"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "dateTime"
    SELECT_ONE = "select1"
    SELECT_MULTIPLE = "select"
    RANK = "rank"
    RANGE = "range"
    TRIGGER = "trigger"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    FILE = "file"
    SIGNATURE = "signature"
    DRAW = "draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An XPath expression as the XForm has it, and the generic absolute paths that it reads."""

    text: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """The rules of one node; `messages` are quoted answers and all, so they may be expressions."""

    type: str = "string"
    rules: Mapping[str, Expression] = field(default_factory=lambda: MappingProxyType({}))
    preload: tuple[str, str] | None = None
    messages: Mapping[str, str | Expression] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A value that is set at an event: in the node `ref`, whose innermost repeat is `within`."""

    event: str
    ref: str
    value: Expression
    within: str | None = None
    trigger: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRule:
    """How many instances a repeat has, if that is not for whoever fills it to say."""

    count: Expression | None = None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRule:
    """How one question is answered, and from which list.

    `shuffled` is True, or the seed of the order; `range` is start, end and step; `list` is only
    given where the client builds the choices.
    """

    kind: ControlKind
    appearance: str = ""
    list: str | None = None
    where: Expression | None = None
    shuffled: bool | int | Expression = False
    range: tuple[str, str, str] | None = None
    media: str | None = None
    max_pixels: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """A list of choices; the first columns are always "name" and "label"."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebModel:
    """The model of one form in one language; paths are absolute and without positions.

    `key` is the public key the form is sealed with, in base64, `instance` the primary instance as
    published, `quote` the path of the reference to quote later.
    """

    form_id: str
    version: str
    language: str
    key: str
    instance: str
    binds: Mapping[str, Bind]
    actions: tuple[Action, ...]
    repeats: Mapping[str, RepeatRule]
    controls: Mapping[str, ControlRule]
    lists: Mapping[str, ListTable]
    values: tuple[Expression, ...]
    quote: str | None = None
