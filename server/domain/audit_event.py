"""An audit event, its one canonical form, and the hash that links it to the event before.

The hash of an event is SHA-256 over a label, the hash before it (32 bytes) and the event's
canonical bytes: one JSON array without spaces, in ASCII, keys sorted, numbers only whole ones.
JSON was chosen because an auditor can make the same bytes with any language at hand; without
fractions and with names of text only, it follows the rules of RFC 8785 (JSON Canonicalization
Scheme) but for escaping what is not ASCII, and there is one way to write an event, whichever
database it has been through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import JSONEncoder
from typing import Final

from server.domain.checkpoint import HASH_BYTES

_LABEL: Final = b"lespwa audit 1\n"
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_encode: Final = JSONEncoder(separators=(",", ":"), sort_keys=True, check_circular=False).encode


class NotCanonical(ValueError):  # noqa: N818 - names what is wrong; a bug in who notes it
    """An event holds something that could be written in more than one way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Who did what to what, and when; `detail` holds counts and codes, never personal data."""

    sequence: int  # from 1, without gaps
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEvent:
    """An event as it is stored: with the hash before it and its own."""

    event: AuditEvent
    previous_hash: bytes
    hash: bytes


def canonical_bytes(event: AuditEvent) -> bytes:
    """Return the one way to write an event.

    Raises:
        NotCanonical: when its detail holds anything but text, whole numbers, yes and no, nothing,
            and lists and maps of these, or when its time has no time zone.
    """
    at = event.at
    if at.tzinfo is not UTC:
        if at.tzinfo is None:
            raise NotCanonical("the time of an event needs a time zone")
        at = at.astimezone(UTC)
    _check_names(event.detail)
    written = (
        event.sequence,
        at.isoformat(timespec="microseconds"),
        event.actor,
        event.action,
        event.subject,
        event.detail,
    )
    return _encode(written).encode("ascii")


def link(previous_hash: bytes, event: AuditEvent) -> bytes:
    """Return the hash of an event that follows the one with `previous_hash`."""
    if len(previous_hash) != HASH_BYTES:
        raise ValueError(f"a hash has {HASH_BYTES} bytes")
    return hashlib.sha256(_LABEL + previous_hash + canonical_bytes(event)).digest()


def _check_names(values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if type(name) is not str:
            raise NotCanonical("what stands in an event is named by text only")
        if type(value) not in _PLAIN:
            _check(value)


def _check(value: object) -> None:
    if isinstance(value, dict):
        _check_names(value)
    elif isinstance(value, list | tuple):
        for each in value:
            if type(each) not in _PLAIN:
                _check(each)
    else:
        # A fraction has many spellings, and PostgreSQL gives back 100 for 1e2.
        raise NotCanonical("an event holds text, whole numbers, yes and no only")
