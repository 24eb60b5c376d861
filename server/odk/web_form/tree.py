"""What a form shows in one language: its questions, groups and repeats, with their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from server.odk.web_form.languages import Language
from server.odk.web_form.model import ControlKind, WebModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A place in a text where the client shows a value; `index` counts the model's values."""

    index: int


Part: TypeAlias = str | Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in ODK's markdown; `language` is given where it is not that of the page."""

    parts: tuple[Part, ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice that is shown from the beginning."""

    name: str
    label: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question or note.

    `number` counts them through the form. `choices` are the choices to show from the beginning;
    `list_size` is how many there are where the client builds them, None where it does not.
    """

    path: str
    number: int
    kind: ControlKind
    appearance: tuple[str, ...]
    label: Text | None
    hint: Text | None = None
    guidance: Text | None = None
    is_required: bool = False
    is_readonly: bool = False
    is_conditional: bool = False
    choices: tuple[Choice, ...] = ()
    list_size: int | None = None
    media: str | None = None
    range: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Selects of one list under one head that names the choices (pyxform's `table-list`)."""

    head: Question
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group; `is_together` says that it is shown at once (`field-list`).

    `is_after` says that its notes are shown only once the submission has arrived.
    """

    path: str
    label: Text | None
    is_together: bool
    is_after: bool
    is_conditional: bool
    nodes: tuple[TreeNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A repeat; `is_counted` says that nobody adds or removes instances by hand."""

    path: str
    number: int
    label: Text | None
    is_conditional: bool
    is_counted: bool
    nodes: tuple[TreeNode, ...]


TreeNode: TypeAlias = "Question | Grid | Group | Repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """A published form in one of its languages, as the web client shows and runs it."""

    title: str
    language: Language
    languages: tuple[Language, ...]
    nodes: tuple[TreeNode, ...]
    model: WebModel
