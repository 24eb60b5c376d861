"""The records of one submission while its answers are being sorted into them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID, uuid5

from server.domain.answers import Answer, Value
from server.domain.forms import SubmissionId
from server.domain.mapping import NAMESPACE, Mapping
from server.domain.records import Record, RecordId, Source
from server.domain.schema.kinds import RecordKind

Spot: TypeAlias = tuple[tuple[str, int], ...]  # repeat path and index, outermost first
_Keys: TypeAlias = tuple[tuple[str, str], ...]

_IDS = uuid5(UUID(int=0), NAMESPACE)


@dataclass(slots=True, kw_only=True)
class Draft:
    """A record being filled: what it is, where in the repeats it stands, and its values."""

    id: RecordId
    kind: RecordKind
    spot: Spot
    values: dict[str, Value]
    sources: dict[str, Source] = field(default_factory=dict)


class Drafts:
    """All drafts of one submission: one for each kind, keys and innermost repeat position."""

    def __init__(self, submission_id: SubmissionId) -> None:
        self._submission_id = submission_id
        self._drafts: dict[tuple[str, _Keys, Spot], Draft] = {}

    def of(self, answer: Answer, mapping: Mapping, kind: RecordKind) -> Draft:
        """Return the draft that this answer belongs to, a new one the first time."""
        keys = tuple(sorted(mapping.keys))
        spot = _spot(answer)
        place = (kind.name, keys, spot)
        if place not in self._drafts:
            self._drafts[place] = Draft(
                id=self._id(place), kind=kind, spot=spot, values=dict(mapping.keys)
            )
        return self._drafts[place]

    def of_kind(self, kind: str) -> Iterator[Draft]:
        """Yield the drafts of one kind."""
        return (draft for draft in self._drafts.values() if draft.kind.name == kind)

    def records(self) -> Iterator[Record]:
        """Yield every record that an answer filled, in the order the form asks."""
        filled = [draft for draft in self._drafts.values() if draft.sources]
        subjects = [draft for draft in filled if draft.kind.is_subject]
        ordinals: dict[str, int] = {}
        for draft in filled:
            ordinals[draft.kind.name] = ordinals.get(draft.kind.name, 0) + 1
            yield Record(
                id=draft.id,
                kind=draft.kind.name,
                subject=_subject_of(draft, subjects),
                ordinal=ordinals[draft.kind.name],
                values=draft.values,
                sources=draft.sources,
            )

    def _id(self, place: tuple[str, _Keys, Spot]) -> RecordId:
        """Name the record after what it is, so that filing twice gives the same ids."""
        return RecordId(uuid5(_IDS, json.dumps([self._submission_id, *place])).hex)


def _spot(answer: Answer) -> Spot:
    repeats = answer.question.repeats if answer.question else ()
    return tuple(zip(repeats, answer.position, strict=False))


def _subject_of(draft: Draft, subjects: Iterable[Draft]) -> RecordId | None:
    """Return the subject of the innermost repeat around the draft, else the only one there is."""
    if draft.kind.is_subject:
        return draft.id
    subjects = list(subjects)
    around = [each for each in subjects if draft.spot[: len(each.spot)] == each.spot]
    if around:
        return max(around, key=lambda each: len(each.spot)).id
    return subjects[0].id if len(subjects) == 1 else None
