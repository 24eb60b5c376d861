"""The log of a case: what was done, in words that name nobody (R108)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import uuid4

from server.domain.access import Action
from server.domain.casework.statements import Kind, Thing, Word
from server.errors import Code, Refused
from server.services.casework.saying import Speaker, seal
from server.services.casework.sealed_words import SealedWord, Words
from server.services.casework.things import require_thing
from server.services.trust.rights import require
from server.storage.casework import tasks as stored
from server.storage.casework.casework_tables import log_note
from server.storage.casework.tasks import StoredNote
from server.storage.work import UnitOfWork
from server.vault.fields import Place


def add_note(work: UnitOfWork, speaker: Speaker, about: Thing, text: str) -> None:
    """Add a note to the log of a situation or a person's case.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, BAD_WORD or NO_KEY_HELD.
    """
    require(speaker.actor, Action.CASE_TEND)
    if about.kind is Kind.REPORT:
        raise Refused(Code.NOT_FOUND)
    require_thing(work.connection, about)
    note_id = uuid4().hex
    kept = StoredNote(
        id=note_id,
        about=about.reference,
        said_by=speaker.actor.id,
        said_at=speaker.at,
        text=seal(work, speaker, about.reference, _place(note_id), text),
    )
    stored.add_note(work.connection, kept)
    work.note(speaker.actor.id, "case.noted", about.reference, note=note_id)


def notes_of(rows: Iterable[StoredNote], words: Words) -> Sequence[Word]:
    """Return notes as they were written; what cannot be opened is empty."""
    return [
        Word(who=each.said_by, at=each.said_at, why=words.open(_word(each)) or "") for each in rows
    ]


def _word(row: StoredNote) -> SealedWord:
    return SealedWord(about=row.about, place=_place(row.id), sealed=row.text)


def _place(note_id: str) -> Place:
    return Place(log_note.name, note_id, log_note.c.text.name)
