"""What one request brings of a submission, and the receipt it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from server.domain.forms import SubmissionId
from server.domain.quarter import time_kept
from server.odk.envelope import Envelope

HASH_IDENTITY = "sha256:"  # stands before the hash that identifies an envelope without an id


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedFile:
    """One uploaded file; `chunks` gives its bytes afresh at each call."""

    name: str
    size: int
    sha256: str
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request's worth of a submission: `xml` as received, what it says, and its files."""

    envelope: Envelope
    xml: bytes
    files: Sequence[ArrivedFile]
    agent_id: str | None
    at: datetime
    channel: str = "agent"  # or "web", or "console"
    account_id: str | None = None

    @property
    def instance_id(self) -> str:
        """The id it is held under; an envelope without one is known by its bytes."""
        return self.envelope.instance_id or HASH_IDENTITY + self.xml_sha256

    @property
    def kept_at(self) -> datetime:
        """When it arrived, as exactly as that is kept of its channel."""
        return time_kept(self.at, self.channel)

    @property
    def xml_sha256(self) -> str:
        """The hash of the bytes as received."""
        return sha256(self.xml).hexdigest()

    @property
    def actor(self) -> str:
        """Who sent it, as the audit names them."""
        return f"agent:{self.agent_id}" if self.agent_id else self.account_id or self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of an arrival; `missing` names the files still to come."""

    submission_id: SubmissionId
    is_new: bool
    missing: tuple[str, ...]
    ignored: int
