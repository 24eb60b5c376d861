"""Holds a form that is to be published against the one that is live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from server.domain.forms import Audience, FormId, FormVersion
from server.errors import Refused
from server.odk.behaviour import read_behaviour
from server.odk.behaviour_changes import behaviour_changes, file_changes, order_changes
from server.odk.changes import Change, ChangeKind, changes
from server.odk.gate.settings import read_settings
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.storage.publishing import forms as stored

# Who is offered a form for whom is offered it besides: an agent is no operator, nor the other way.
_NARROWER: Final[Mapping[Audience, frozenset[Audience]]] = {
    Audience.EXPERT: frozenset(),
    Audience.HOTLINE: frozenset({Audience.EXPERT}),
    Audience.AGENCY: frozenset({Audience.EXPERT}),
    Audience.PUBLIC: frozenset({Audience.EXPERT, Audience.HOTLINE, Audience.AGENCY}),
}
_ALIKE: Final = 0.8  # of the questions of both forms
_ENOUGH: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One content of a form with all that decides how it behaves."""

    form: FormVersion
    audience: Audience
    xform: bytes
    media: Mapping[str, bytes]
    has_personal_data: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a form differs from the live one; `twin` is a live form of another id that it is like.

    `widened` says what a Leader has to agree to: "audience", "personal_data"; `namesakes` are the
    ids of other live forms that have its title.
    """

    form_id: FormId
    version: str | None
    changes: tuple[Change, ...]
    widened: tuple[str, ...]
    twin: FormId | None = None
    namesakes: tuple[str, ...] = ()


def edition(xform: bytes, media: Mapping[str, bytes], audience: Audience, source: bytes) -> Edition:
    """Return what is to be compared; `source` is the spreadsheet, which alone says some of it."""
    return Edition(
        form=read_form(xform, media),
        audience=audience,
        xform=xform,
        media=media,
        has_personal_data=_has_personal_data(source),
    )


def _has_personal_data(source: bytes) -> bool:
    """Say whether a form may ask who somebody is; one without settings promises nothing."""
    try:
        return read_settings(read_workbook(source, "form.xlsx")).has_personal_data
    except Refused:
        return True


def compare(connection: Connection, new: Edition) -> Comparison:
    """Hold a form against the live one of its id, and look for those it may be taken for."""
    titled = stored.of_title(connection, new.form.title)
    namesakes = tuple(each for each in titled if each != new.form.form_id)
    return replace(_compared(connection, new), namesakes=namesakes)


def _compared(connection: Connection, new: Edition) -> Comparison:
    form_id = new.form.form_id
    current = stored.current(connection, form_id)
    if current is not None:
        old = _live(connection, current.id, Audience(current.audience))
        found = tuple(_changes(old, new))
        widened = tuple(_widened(old, new))
        return Comparison(form_id=form_id, version=current.version, changes=found, widened=widened)
    for other in stored.currents(connection):
        old = _live(connection, other.id, Audience(other.audience))
        if _is_alike(old.form, new.form):
            return Comparison(
                form_id=form_id,
                version=None,
                changes=(),
                widened=tuple(_widened(old, new)),
                twin=FormId(other.form_id),
            )
    return Comparison(form_id=form_id, version=None, changes=(), widened=())


def _live(connection: Connection, version_id: str, audience: Audience) -> Edition:
    contents = stored.contents(connection, version_id)
    media = stored.media(connection, version_id)
    return edition(contents.xform, media, audience, contents.source)


def _changes(old: Edition, new: Edition) -> Iterator[Change]:
    if old.audience is not new.audience:
        sentence = f"It was for {old.audience} and is now for {new.audience}."
        yield Change(kind=ChangeKind.AUDIENCE, path="", sentence=sentence)
    if old.has_personal_data and not new.has_personal_data:
        sentence = "It is now kept from asking who somebody is (personal_data: no)."
        yield Change(kind=ChangeKind.PERSONAL_DATA, path="", sentence=sentence)
    if new.has_personal_data and not old.has_personal_data:
        sentence = "It is no longer kept from asking who somebody is (personal_data was no)."
        yield Change(kind=ChangeKind.PERSONAL_DATA, path="", sentence=sentence)
    yield from changes(old.form, new.form)
    behaviours = read_behaviour(old.xform), read_behaviour(new.xform)
    yield from behaviour_changes(*behaviours, old.form, new.form)
    yield from order_changes(old.form, new.form)
    yield from file_changes(old.media, new.media)


def _widened(old: Edition, new: Edition) -> Iterator[str]:
    if new.audience is not old.audience and new.audience not in _NARROWER[old.audience]:
        yield "audience"
    if new.has_personal_data and not old.has_personal_data:
        yield "personal_data"


def _is_alike(old: FormVersion, new: FormVersion) -> bool:
    """Say whether a form seems to be another one under a new id."""
    before = {each.path for each in old.questions if each.is_asked}
    after = {each.path for each in new.questions if each.is_asked}
    return len(before & after) >= max(_ENOUGH, _ALIKE * max(len(before), len(after)))
