"""An audit event, its one written form, and the hash that links it to the event before.

The hash of an event is SHA-256 over a label, the hash before it (32 bytes) and the event's
canonical bytes: one JSON array without spaces, in UTF-8, keys sorted, numbers only whole ones.
JSON was chosen because an auditor can make the same bytes with any language at hand; without
fractions and with names in ASCII, it follows RFC 8785 (JSON Canonicalization Scheme). Time and
detail are kept as the very text that is hashed, so there is one way to write an event, whichever
database it has been through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import JSONEncoder, encode_basestring
from typing import Final

from server.domain.checkpoint import HASH_BYTES

_LABEL: Final = b"lespwa audit 1\n"
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_encode: Final = JSONEncoder(
    separators=(",", ":"), sort_keys=True, check_circular=False, ensure_ascii=False
).encode


class NotCanonical(ValueError):  # noqa: N818 - names what is wrong; a bug in who notes it
    """An event holds something that could be written in more than one way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Who did what to what, and when; `detail` holds counts and codes, never personal data."""

    sequence: int  # from 1, without gaps
    at: str  # as `written_at` gives it
    actor: str
    action: str
    subject: str
    detail: str  # as `written_detail` gives it


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEvent:
    """An event as it is stored: with the hash before it and its own."""

    event: AuditEvent
    previous_hash: bytes
    hash: bytes


def written_at(at: datetime) -> str:
    """Return the one way to write a time: ISO 8601 in UTC, with microseconds.

    Raises:
        NotCanonical: when it has no time zone.
    """
    if at.tzinfo is None:
        raise NotCanonical("the time of an event needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def written_detail(detail: Mapping[str, object]) -> str:
    """Return the one way to write what an event tells besides.

    Raises:
        NotCanonical: when it holds anything but text, whole numbers, yes and no, nothing, and
            lists and maps of these.
    """
    _check_names(detail)
    return _encode(detail)


def canonical_bytes(event: AuditEvent) -> bytes:
    """Return the one way to write an event; what was not written by us may not have one.

    Raises:
        ValueError: when there is none.
    """
    texts = (event.at, event.actor, event.action, event.subject)
    quoted = ",".join(map(encode_basestring, texts))
    return f"[{event.sequence},{quoted},{event.detail}]".encode()


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
        # A fraction has many spellings: 100.0 and 1e2 are the same.
        raise NotCanonical("an event holds text, whole numbers, yes and no only")
