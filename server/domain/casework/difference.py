"""What changed between two records of a person, as a list in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias

from server.domain.answers import Value
from server.domain.casework.record import PersonRecord, Place
from server.domain.schema import SCHEMA, Field, RecordKind
from server.domain.vocabulary import VOCABULARY

_KINDS: Final = {each.name: each for each in SCHEMA.kinds}
_ORDER: Final = {name: number for number, name in enumerate(_KINDS)}

_Rows: TypeAlias = dict[Place, dict[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that changed, its value before and after in words; None where there was none.

    `of` is the field, and `row` the keys of its row in words, empty for a kind that has none.
    """

    kind: RecordKind
    of: Field
    row: str
    before: str | None = field(repr=False)
    after: str | None = field(repr=False)

    @property
    def where(self) -> str:
        """What the value is of, in words."""
        row = f" ({self.row})" if self.row else ""
        return f"{self.kind.label}{row}, {self.of.label}"

    @property
    def sentence(self) -> str:
        """The change as one sentence."""
        if self.before is None:
            return f"{self.where}: “{self.after}” was added."
        if self.after is None:
            return f"{self.where}: “{self.before}” was taken out."
        return f"{self.where}: “{self.before}” became “{self.after}”."


def difference(before: PersonRecord, after: PersonRecord) -> tuple[Change, ...]:
    """Return what changed, in the order of the schema; fold one sitting alone to compare two.

    Rows of a repeat have no name that lasts: those that say the same on both sides did not change.
    """
    old, new = _rows(before), _rows(after)
    _leave_out_the_same(old, new)
    places = sorted({**old, **new}, key=lambda place: _ORDER[place.kind])
    return tuple(
        change for each in places for change in _changes(each, old.get(each, {}), new.get(each, {}))
    )


def in_words(of: Field, value: Value) -> str:
    """Return a value as people read it: the labels of codes, a day with the name of its month."""
    labels = {each.code: each.label for each in VOCABULARY[of.codes].terms} if of.codes else {}
    if isinstance(value, tuple):
        return "; ".join(labels.get(code, code) for code in value)
    if isinstance(value, date):
        day = f"{value.day} {value:%B %Y}"
        return f"{day}, {value:%H:%M}" if isinstance(value, datetime) else day
    return labels.get(str(value), str(value))


def _rows(record: PersonRecord) -> _Rows:
    rows: _Rows = {}
    for place, fields in record.rows.items():
        for name in fields:
            if (value := record.value(place, name)) is not None:
                rows.setdefault(place, {})[name] = value
    return rows


def _leave_out_the_same(old: _Rows, new: _Rows) -> None:
    """Take out the rows of a repeat that stand on both sides, under whatever ids."""
    gone = [place for place in old if place.row and place not in new]
    for place in [each for each in new if each.row and each not in old]:
        same = [each for each in gone if each.group == place.group and old[each] == new[place]]
        if same:
            gone.remove(same[0])
            del old[same[0]], new[place]


def _changes(place: Place, old: dict[str, Value], new: dict[str, Value]) -> Iterator[Change]:
    kind = _KINDS[place.kind]
    for each in kind.fields:
        before, after = old.get(each.name), new.get(each.name)
        if before != after:
            yield Change(
                kind=kind,
                of=each,
                row=_keys(kind, place),
                before=None if before is None else in_words(each, before),
                after=None if after is None else in_words(each, after),
            )


def _keys(kind: RecordKind, place: Place) -> str:
    codes = dict(place.keys)
    return ", ".join(in_words(each, codes[each.name]) for each in kind.fields if each.name in codes)
