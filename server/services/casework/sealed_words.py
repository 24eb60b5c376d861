"""The sealed words of casework: reasons, notes and tasks, under the key of what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy import Connection

from server.odk.opened import Unreadable
from server.services.filing.sealing import DataKeys
from server.storage.trust import data_keys as stored
from server.vault.cipher import DoesNotOpen
from server.vault.fields import FieldSealer, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedWord:
    """Where a word lies: in which column of which row, and about which thing it is."""

    about: str
    place: Place
    sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Seals and opens words about some things, whose keys were read together.

    A word of a thing whose key was destroyed, or that somebody damaged, is None.
    """

    sealers: Mapping[str, FieldSealer] = field(repr=False)

    @classmethod
    def read(cls, connection: Connection, keys: DataKeys | None, about: Iterable[str]) -> Self:
        """Read the keys of these things with one query; without `keys` nothing opens."""
        if keys is None:
            return cls.none()
        wrapped = stored.wrapped_keys(connection, sorted(set(about)))
        return cls(sealers=dict(_sealers(keys, wrapped)))

    @classmethod
    def none(cls) -> Self:
        """Return what opens no word at all."""
        return cls(sealers={})

    def open(self, word: SealedWord) -> str | None:
        """Open a word."""
        sealer = self.sealers.get(word.about)
        if sealer is None or word.sealed is None:
            return None
        try:
            return sealer.open(word.place, word.sealed)
        except DoesNotOpen:
            return None


def sealer_of(
    connection: Connection, keys: DataKeys, about: str, *, at: datetime
) -> Callable[[Place, str], bytes]:
    """Return what seals words about a thing, with the key it has, or with a new one.

    Raises:
        Unreadable: DAMAGED when the key it has does not open.
    """
    wrapped = stored.wrapped_keys(connection, [about]).get(about)
    if wrapped is not None:
        return keys.sealer(about, wrapped).seal
    sealer, new = keys.new(about)
    stored.add(connection, [{"id": about, "wrapped": new, "created_at": at}])
    return sealer.seal


def _sealers(keys: DataKeys, wrapped: Mapping[str, bytes]) -> Iterable[tuple[str, FieldSealer]]:
    for owner_id, each in wrapped.items():
        try:
            yield owner_id, keys.sealer(owner_id, each)
        except Unreadable:
            continue  # its words are as lost as if the key were gone
