"""The forms that are filled in a browser, each compiled once for each of its languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from server.domain.forms import Audience, FormId
from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.languages import Language, chosen
from server.odk.web_form.tree import WebForm
from server.services.publishing.shelf import Shelf
from server.storage import forms as stored

_MOST = 48  # compiled forms, of half a megabyte each


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedForm:
    """The current version of a form in one language; `is_open` says that it is still offered."""

    form_id: FormId
    version_id: str
    audience: Audience
    is_open: bool
    form: WebForm


def _shelf() -> Shelf[tuple[str, str], WebForm]:
    return Shelf(_MOST)


def _languages() -> Shelf[str, tuple[Language, ...]]:
    return Shelf(_MOST)


@dataclass(slots=True)
class WebForms:
    """Compiled forms by version and language; a published version never changes.

    Whoever asks for a language that the form does not have is given its default one, so that no
    invented language fills the memory.
    """

    _forms: Shelf[tuple[str, str], WebForm] = field(default_factory=_shelf, init=False)
    _spoken: Shelf[str, tuple[Language, ...]] = field(default_factory=_languages, init=False)

    def offered(
        self, connection: Connection, form_id: str, language: str | None
    ) -> OfferedForm | None:
        """Return a form as it is now, None when there is none of that id."""
        current = stored.current(connection, form_id)
        if current is None:
            return None
        compiled = partial(_compiled, connection, current.id)
        return OfferedForm(
            form_id=FormId(current.form_id),
            version_id=current.id,
            audience=Audience(current.audience),
            is_open=current.is_open,
            form=self._form(current.id, language, compiled),
        )

    def _form(
        self, version_id: str, language: str | None, compiled: Callable[[str | None], WebForm]
    ) -> WebForm:
        spoken = self._spoken.get(version_id, lambda: compiled(None).languages)
        label = chosen(spoken, language).label
        return self._forms.get((version_id, label), lambda: compiled(label))


def _compiled(connection: Connection, version_id: str, language: str | None) -> WebForm:
    xform = stored.contents(connection, version_id).xform
    return compile_web_form(xform, stored.media(connection, version_id), language)
