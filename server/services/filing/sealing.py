"""Sealing what is filed of a submission under its data key, and opening it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Self, TypeVar

from sqlalchemy import Connection

from server.odk.box_format import header_of
from server.odk.kept_seal import KeptSeal, read_kept_seal
from server.odk.opened import Reason, Unreadable
from server.services.trust.vault import Vault
from server.storage.filing.filed import SealedHeader, Sealing
from server.storage.filing.record_tables import PREFIX, other_answer
from server.storage.filing.sealed import SealedFile, SealedSubmission, chunks_of
from server.vault.cipher import DoesNotOpen, Random
from server.vault.data_keys import DataKey, Keyring, new_data_key
from server.vault.fields import FieldSealer, Place

_Clear = TypeVar("_Clear", str, bytes)
_TEXT: Final = other_answer.c.text.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is sealed of one submission; each part is opened when it is asked for.

    Every method raises Unreadable (DAMAGED) when the sealed bytes are not what was sealed for
    that very place.
    """

    submission_id: str
    sealer: FieldSealer = field(repr=False)

    def envelope(self, sealed: bytes) -> bytes:
        """Open the envelope: as it was received, or boxed."""
        return _opened(self.sealer.open_bytes, _envelope(self.submission_id), sealed)

    def kept_seal(self, sealed: bytes) -> KeptSeal:
        """Open what its seal gave."""
        place = _kept_seal(self.submission_id)
        return read_kept_seal(_opened(self.sealer.open_bytes, place, sealed))

    def box(self, file: SealedFile, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the box of a file that came in clear, with its header again."""
        header = _opened(self.sealer.open_bytes, _header(file.id), file.sealed_header or b"")
        yield header + next(chunks, b"")[len(header) :]
        yield from chunks

    def value(self, kind: str, record_id: str, name: str, *, sealed: bytes) -> str:
        """Open one field of a record, as the text that stands for its value."""
        return _opened(self.sealer.open, Place(PREFIX + kind, record_id, name), sealed)

    def other(self, answer_id: str, sealed: bytes) -> str:
        """Open an answer that fills no field."""
        return _opened(self.sealer.open, Place(other_answer.name, answer_id, _TEXT), sealed)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKeys:
    """The data keys of submissions and case files, wrapped and unwrapped under the vault key."""

    ring: Keyring = field(repr=False)
    random: Random = field(repr=False)

    @classmethod
    def of(cls, vault: Vault) -> Self:
        """Return the data keys of a vault."""
        return cls(ring=Keyring(vault.key), random=vault.random)

    def contents(self, submission_id: str, wrapped: bytes | None) -> Contents:
        """Return what opens the sealed content of a submission.

        Raises:
            Unreadable: KEY_DESTROYED when there is no data key, DAMAGED when it does not open.
        """
        if wrapped is None:
            raise Unreadable(Reason.KEY_DESTROYED)
        return Contents(submission_id=submission_id, sealer=self.sealer(submission_id, wrapped))

    def sealer(self, owner_id: str, wrapped: bytes) -> FieldSealer:
        """Return what seals and opens under the data key of a submission or a case file.

        Raises:
            Unreadable: DAMAGED when the key does not open.
        """
        return self._sealer(self._unwrap(owner_id, wrapped))

    def new(self, owner_id: str) -> tuple[FieldSealer, bytes]:
        """Make a data key; return what seals under it, and the key as it is kept."""
        key = new_data_key(self.random)
        return self._sealer(key), self.ring.wrap(key, owner_id, random=self.random)

    def sealing(self, connection: Connection, held: SealedSubmission, seal: KeptSeal) -> Sealing:
        """Return how a submission is sealed when it is filed: with the key it has, or a new one.

        Raises:
            Unreadable: DAMAGED when the key it has does not open.
        """
        key, wrapped = self._key_of(held)
        sealer = self._sealer(key)
        envelope = None
        if not held.envelope_is_sealed:
            envelope = sealer.seal_bytes(_envelope(held.id), held.envelope)
        return Sealing(
            seal=lambda table, row, column, text: sealer.seal(Place(table, row, column), text),
            kept_seal=sealer.seal_bytes(_kept_seal(held.id), seal.as_bytes()),
            wrapped_key=wrapped,
            envelope=envelope,
            headers=tuple(_headers(connection, held, sealer)) if held.is_plain else (),
        )

    def _key_of(self, held: SealedSubmission) -> tuple[DataKey, bytes | None]:
        if held.wrapped_key is not None:
            return self._unwrap(held.id, held.wrapped_key), None
        key = new_data_key(self.random)
        return key, self.ring.wrap(key, held.id, random=self.random)

    def _unwrap(self, submission_id: str, wrapped: bytes) -> DataKey:
        try:
            return self.ring.unwrap(wrapped, submission_id)
        except DoesNotOpen:
            raise Unreadable(Reason.DAMAGED) from None

    def _sealer(self, key: DataKey) -> FieldSealer:
        return FieldSealer(key, random=self.random)


def _headers(
    connection: Connection, held: SealedSubmission, sealer: FieldSealer
) -> Iterator[SealedHeader]:
    """Yield the headers of boxes: without them no form key opens what came in clear.

    The files of a sealed submission need nothing: what opens them lies in the envelope.
    """
    for file in held.files:
        header = None
        if file.is_here and file.sealed_header is None:
            header = header_of(next(chunks_of(connection, file), b""))
        if header is not None:
            sealed = sealer.seal_bytes(_header(file.id), header)
            yield SealedHeader(file_id=file.id, size=len(header), sealed=sealed)


def _header(file_id: str) -> Place:
    return Place("submission_file", file_id, "sealed_header")


def _envelope(submission_id: str) -> Place:
    return Place("submission", submission_id, "envelope")


def _kept_seal(submission_id: str) -> Place:
    return Place("submission", submission_id, "kept_seal")


def _opened(open_: Callable[[Place, bytes], _Clear], place: Place, sealed: bytes) -> _Clear:
    try:
        return open_(place, sealed)
    except DoesNotOpen:
        raise Unreadable(Reason.DAMAGED) from None
