"""Saying something of a report, situation or person, taking it back, and reading what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.casework.sayings import Saying, What
from server.domain.casework.statements import (
    Kind,
    Relation,
    Statement,
    StatementId,
    Thing,
    Word,
)
from server.errors import Code, Refused
from server.services.casework.sealed_words import SealedWord, Words, sealer_of
from server.services.casework.things import require_thing
from server.services.filing.sealing import DataKeys
from server.services.trust.rights import require
from server.storage.casework import statements as stored
from server.storage.casework.casework_tables import statement
from server.storage.casework.statements import Stored
from server.storage.work import UnitOfWork
from server.vault.fields import Place

LEAST: Final = 3
MOST: Final = 2000
_ALONE: Final = frozenset(map(str, What))
# All other relations are between two of a kind.
_OTHER: Final[Mapping[Relation, Kind]] = {
    Relation.BELONGS_TO: Kind.SITUATION,
    Relation.IS_IN: Kind.SITUATION,
    Relation.IS_ABOUT: Kind.PERSON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to say of a thing, and why; `value` as in `sayings` or an id."""

    about: Thing
    says: What | Relation
    value: str
    why: str = field(repr=False)
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says something, and when; `keys` is None for who holds no key to the vault.

    Reasons are sealed under the keys, so that without them nothing can be said.
    """

    actor: Actor
    keys: DataKeys | None = field(repr=False)
    at: datetime


def right_to(kind: Kind, says: What | Relation) -> Action:
    """Return the right that saying so takes, and taking it back."""
    if isinstance(says, Relation):
        return Action.CASE_LINK
    if says is What.ASSIGNEE:
        return Action.CASE_ASSIGN
    return Action.REPORT_TRIAGE if kind is Kind.REPORT else Action.CASE_TEND


def keep(work: UnitOfWork, speaker: Speaker, wanted: Wanted) -> str:
    """Keep what somebody says, whose sense was looked at before; return its id.

    Raises:
        NotAllowed.
        Refused: NO_KEY_HELD, or BAD_WORD.
    """
    about, says, by = wanted.about, wanted.says, speaker.actor.id
    require(speaker.actor, right_to(about.kind, says))
    statement_id = uuid4().hex
    said = Stored(
        id=statement_id,
        kind=about.kind,
        about=about.reference,
        says=says,
        value=wanted.value,
        detail=wanted.detail,
        said_by=by,
        said_at=speaker.at,
        why=seal(work, speaker, about.reference, _why(statement_id), wanted.why),
    )
    stored.add(work.connection, said)
    told = {"statement": statement_id, "kind": about.kind, "says": says}
    work.note(by, "statement.said", about.reference, **told)
    return statement_id


def take_back(work: UnitOfWork, speaker: Speaker, statement_id: str, why: str) -> Thing:
    """Take back what was said, by whomever; return what it was about.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, TAKEN_BACK when it was already, NO_KEY_HELD or BAD_WORD.
    """
    said = stored.find(work.connection, statement_id)
    if said is None:
        raise Refused(Code.NOT_FOUND)
    about = Thing(kind=said.kind, reference=said.about)
    require(speaker.actor, right_to(said.kind, meaning(said.says)))
    require_thing(work.connection, about)
    sealed = seal(work, speaker, said.about, _withdrawn_why(statement_id), why)
    by, at = speaker.actor.id, speaker.at
    if not stored.take_back(work.connection, statement_id, by=by, at=at, why=sealed):
        raise Refused(Code.TAKEN_BACK)
    told = {"statement": statement_id, "kind": said.kind, "says": said.says}
    work.note(by, "statement.withdrawn", said.about, **told)
    return about


def read_sayings(
    connection: Connection, keys: DataKeys | None, ids: Sequence[str]
) -> Mapping[str, Sequence[Saying]]:
    """Return all that was ever said of these things alone, by thing, the oldest first.

    Reasons are empty without `keys`, and where their key was destroyed.
    """
    rows = list(stored.said_of(connection, ids, *What))
    words = Words.read(connection, keys, (each.about for each in rows))
    found: dict[str, list[Saying]] = {each: [] for each in ids}
    for each in sayings_of(rows, words):
        found[each.about.reference].append(each)
    return found


def sayings_of(rows: Iterable[Stored], words: Words) -> list[Saying]:
    """Return what was said of things alone, with the reasons that open; relations are left out."""
    return [_saying(each, words) for each in rows if each.says in _ALONE]


def statements_of(rows: Iterable[Stored], words: Words) -> list[Statement]:
    """Return relations as they were said, with the reasons that open."""
    return [_statement(each, words) for each in rows]


def reasons(row: Stored, words: Words) -> tuple[str, str]:
    """Return why it was said, and why it was taken back; empty where that does not open."""
    places = ((_why(row.id), row.why), (_withdrawn_why(row.id), row.withdrawn_why))
    why, withdrawn = (
        words.open(SealedWord(about=row.about, place=place, sealed=sealed)) or ""
        for place, sealed in places
    )
    return why, withdrawn


def meaning(says: str) -> What | Relation:
    """Return what a kept code means."""
    return What(says) if says in set(What) else Relation(says)


def other_kind(kind: Kind, relation: Relation) -> Kind:
    """Return of what kind the other thing is, when this is said of a thing of one kind."""
    return _OTHER.get(relation, kind)


def word(typed: str) -> str:
    """Return a reason as it is kept.

    Raises:
        Refused: BAD_WORD when it is too short to be one, or too long.
    """
    why = typed.strip()
    if not LEAST <= len(why) <= MOST:
        raise Refused(Code.BAD_WORD, least=str(LEAST), most=str(MOST))
    return why


def seal(work: UnitOfWork, speaker: Speaker, about: str, place: Place, typed: str) -> bytes:
    """Seal a word about a thing for its place.

    Raises:
        Refused: NO_KEY_HELD, or BAD_WORD.
    """
    why = word(typed)
    if speaker.keys is None:
        raise Refused(Code.NO_KEY_HELD)
    return sealer_of(work.connection, speaker.keys, about, at=speaker.at)(place, why)


def _why(statement_id: str) -> Place:
    return Place(statement.name, statement_id, statement.c.why.name)


def _withdrawn_why(statement_id: str) -> Place:
    return Place(statement.name, statement_id, statement.c.withdrawn_why.name)


def _saying(row: Stored, words: Words) -> Saying:
    said, withdrawn = _both_words(row, words)
    return Saying(
        id=StatementId(row.id),
        about=Thing(kind=row.kind, reference=row.about),
        what=What(row.says),
        value=row.value,
        detail=row.detail,
        said=said,
        withdrawn=withdrawn,
    )


def _statement(row: Stored, words: Words) -> Statement:
    relation = Relation(row.says)
    said, withdrawn = _both_words(row, words)
    return Statement(
        id=StatementId(row.id),
        one=Thing(kind=row.kind, reference=row.about),
        relation=relation,
        other=Thing(kind=other_kind(row.kind, relation), reference=row.value),
        said=said,
        withdrawn=withdrawn,
        detail=row.detail,
    )


def _both_words(row: Stored, words: Words) -> tuple[Word, Word | None]:
    why, withdrawn_why = reasons(row, words)
    said = Word(who=row.said_by, at=row.said_at, why=why)
    if row.withdrawn_at is None or row.withdrawn_by is None:
        return said, None
    return said, Word(who=row.withdrawn_by, at=row.withdrawn_at, why=withdrawn_why)
