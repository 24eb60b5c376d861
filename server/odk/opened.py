"""What opening something sealed can come to: the opened submission, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from server.odk.envelope import Identity


class Reason(StrEnum):
    """Why something sealed cannot be opened, or must not be believed."""

    WRONG_KEY = "wrong_key"
    DAMAGED = "damaged"
    BROKEN_SEAL = "broken_seal"
    NOT_A_SUBMISSION = "not_a_submission"
    IDENTITY_MISMATCH = "identity_mismatch"
    KEY_DESTROYED = "key_destroyed"

    @property
    def sentence(self) -> str:
        """The one sentence a person reads."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.WRONG_KEY: "None of the keys held here opens it.",
    Reason.DAMAGED: "Part of it was cut off or is not what it should be.",
    Reason.BROKEN_SEAL: "Its seal is broken: something was damaged or changed on the way.",
    Reason.NOT_A_SUBMISSION: "It opens, but what it holds cannot be read as a filled form.",
    Reason.IDENTITY_MISMATCH: "The form, version or id inside differ from those on the outside.",
    Reason.KEY_DESTROYED: (
        "Its data key is not here: it was disposed of, or the key ledger was not put back."
    ),
}


class Unreadable(Exception):  # noqa: N818 - the sentence reads "raise Unreadable(Reason.X)"
    """Something sealed that does not open, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.sentence)


class Incomplete(Exception):  # noqa: N818 - not a fault: it is held until the files arrive
    """A submission some of whose files are not there, with their names."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"{len(missing)} of its files have not arrived.")


class SignatureState(StrEnum):
    """What the signature of an opened submission says.

    A bad one is Reason.BROKEN_SEAL, and nothing is opened; BROKEN stands only where a person has
    accepted what can be read all the same (server.odk.damaged).
    """

    VALID = "valid"
    ABSENT = "absent"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """An attachment that opens: its own name (without .enc), digests and size in clear.

    The signature is over the MD5; the SHA-256 is for whoever opens it again.
    """

    name: str
    md5: str
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An opened submission; `identity` is the one found inside, `xml` and `root` the filled form.

    `key_index` says which key opened it; `content_key` opens its attachments.
    """

    xml: bytes = field(repr=False)
    root: etree._Element = field(repr=False, compare=False)
    identity: Identity
    signature: SignatureState
    attachments: tuple[OpenedFile, ...]
    key_index: int
    content_key: bytes = field(repr=False)
