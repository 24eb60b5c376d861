"""Sorts answers one by one: into a field of a record, or among the other answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from server.domain.answers import Answer, Value
from server.domain.findings.completeness import is_reference
from server.domain.findings.dates import BEFORE_1900, is_long_ago
from server.domain.mapping import Mapping
from server.domain.normalise.convert import convert
from server.domain.normalise.drafts import Draft, Drafts
from server.domain.records import Finding, OtherAnswer, RecordId, Source
from server.domain.reference import canonical
from server.domain.schema.kinds import Field, RecordKind, Schema

KnownCodes: TypeAlias = Callable[[str], frozenset[str]]

# Both name the submission itself, which its own row says already.
_NAMES = frozenset({"meta/instanceID", "meta/instanceName"})
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Where a mapping leads in the schema of today."""

    kind: RecordKind
    field: Field
    mapping: Mapping


@dataclass(slots=True, kw_only=True)
class Sorting:
    """The answers sorted so far."""

    schema: Schema
    known_codes: KnownCodes
    drafts: Drafts
    others: list[OtherAnswer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, answer: Answer) -> None:
        """Sort one answer; one of nothing but spaces, or of the form's own words, says nothing."""
        if not answer.raw.strip() or answer.is_the_forms_own:
            return
        mapping = answer.question.mapping if answer.question else None
        if mapping is not None:
            self._file(answer, mapping)
        elif answer.path not in _NAMES:
            self._keep(answer)
            if answer.is_odd:
                self._odd(answer)
            elif is_long_ago(answer.value):
                self._note(answer, BEFORE_1900, f"{_says(answer)} lies before 1900")

    def _file(self, answer: Answer, mapping: Mapping) -> None:
        target = self._target(mapping)
        if target is None:
            self._keep(answer)
            self._note(answer, "unknown_field", f"{_says(answer)} fills no field that is known now")
            return
        converted = convert(answer, target.field.type)
        if converted is None:
            self._keep(answer)
            self._misfit(answer, target)
            return
        value = _as_stored(target.field, converted.value)
        if value is None:
            self._keep(answer)
            self._note(answer, "bad_reference", f"{_says(answer)} is no reference", target=target)
            return
        draft = self.drafts.of(answer, mapping, target.kind)
        if self._put(answer, target, draft, value):
            self._check_codes(answer, target, draft, value)
        if not converted.is_whole:
            self._keep(answer)

    def _put(self, answer: Answer, target: _Target, draft: Draft, value: Value) -> bool:
        """Fill the field, once: the first answer stands, the next is kept beside it."""
        name = target.field.name
        if name not in draft.values:
            draft.values[name] = value
            draft.sources[name] = _source(answer)
            return True
        self._keep(answer)
        if draft.values[name] != value:
            sentence = f"{_says(answer)} differs from another for the field “{target.field.label}”"
            self._note(answer, "two_answers", sentence, target=target, record=draft.id)
        return False

    def _check_codes(self, answer: Answer, target: _Target, draft: Draft, value: Value) -> None:
        if target.field.codes is None:
            return
        codes = value if isinstance(value, tuple) else (value,)
        if not self.known_codes(target.field.codes).issuperset(codes):
            sentence = f"{_says(answer)} holds a code that the standard list does not have"
            self._note(answer, "unknown_code", sentence, target=target, record=draft.id)

    def _target(self, mapping: Mapping) -> _Target | None:
        kind = self.schema.kind(mapping.kind)
        if kind is None or mapping.field is None:
            return None
        found = kind.field(mapping.field)
        given = {name for name, _ in mapping.keys}
        if found is None or found.name in given or not given.issubset(kind.keys):
            return None
        return _Target(kind=kind, field=found, mapping=mapping)

    def _misfit(self, answer: Answer, target: _Target) -> None:
        if answer.is_odd:
            self._odd(answer, target)
        else:
            sentence = f"{_says(answer)} does not fit the field “{target.field.label}”"
            self._note(answer, "does_not_fit", sentence, target=target)

    def _odd(self, answer: Answer, target: _Target | None = None) -> None:
        sentence = f"{_says(answer)} is not of the kind asked for"
        self._note(answer, "odd_value", sentence, target=target)

    def _keep(self, answer: Answer) -> None:
        is_known = answer.question is not None
        self.others.append(OtherAnswer(source=_source(answer), text=answer.raw, is_known=is_known))

    def _note(
        self,
        answer: Answer,
        rule: str,
        sentence: str,
        *,
        target: _Target | None = None,
        record: RecordId | None = None,
    ) -> None:
        names = (f"{target.kind.name}.{target.field.name}",) if target else ()
        self.findings.append(
            Finding(
                rule=rule,
                sentence=f"{sentence}; it is kept.",
                record=record,
                fields=names,
                source=_source(answer),
            )
        )


def _as_stored(to: Field, value: Value) -> Value | None:
    """Write a reference in one way, however it was quoted; None for what is no reference.

    References are not sealed, so nothing else that was typed there may be stored as one.
    """
    if is_reference(to.name) and isinstance(value, str):
        return canonical(value)
    return value


def _source(answer: Answer) -> Source:
    return Source(path=answer.path, position=answer.position)


def _says(answer: Answer) -> str:
    """Name the question in a sentence: its label's first line, or its name where that is long."""
    labels = answer.question.labels.values() if answer.question else ()
    label = next(iter(labels), "").strip().partition("\n")[0].strip()
    is_short = 0 < len(label) <= _LONGEST_NAME
    return f"The answer to “{label if is_short else answer.path.rpartition('/')[2]}”"
