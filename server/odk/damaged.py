"""Look at what a broken seal holds: a person's words must not be lost with a picture.

ODK's signature covers the words and all files together, so once one byte of any is wrong nothing
of it is proved. What can be told is which part no longer reads as what it was. Every file is
enciphered in cipher feedback mode: a wrong byte spoils that byte and the sixteen that follow it,
which a filled form does not survive as XML. So words that still read as a whole form were not
damaged by chance; that nobody changed them on purpose, no one can say.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree

from server.errors import Refused
from server.odk.envelope import SUFFIX, Envelope, read_identity
from server.odk.kept_seal import KeptFile, KeptSeal
from server.odk.opened import Incomplete, Reason, SignatureState, Unreadable
from server.odk.seal import collected, open_key
from server.odk.seal_format import key_padding
from server.odk.unsealing import unseal_as_it_is
from server.odk.unwrapping import open_signature
from server.odk.xml import parse

# Reasons after which the words may be there all the same.
MAY_BE_LOOKED_AT: Final = (
    Reason.BROKEN_SEAL,
    Reason.DAMAGED,
    Reason.NOT_A_SUBMISSION,
    Reason.IDENTITY_MISMATCH,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a broken seal holds, none of it proved.

    `words` is the document as far as it can be read; `root` is set when it reads as a whole
    filled form, and `is_its_own` when that form names itself as the envelope does; `spoilt` names
    the files (without .enc, the document too) whose own bytes show that they are damaged;
    `seal_reads` when the signature was made for our key, whatever it is over.
    """

    seal: KeptSeal
    words: bytes = field(repr=False)
    root: etree._Element | None = field(repr=False)
    is_its_own: bool
    spoilt: tuple[str, ...]
    seal_reads: bool

    @property
    def can_be_filed(self) -> bool:
        """Whether a person may accept the words: they are a whole form, and this one."""
        return self.root is not None and self.is_its_own

    @property
    def where(self) -> str:
        """Say which part is damaged, as far as it can be told."""
        files = [each.name for each in self.seal.attachments]
        if self.root is None:
            return "The words themselves are damaged."
        if not self.is_its_own:
            return "The words read as a whole form, but its envelope names another one."
        if self.spoilt:
            return f"The words read as a whole form. Damaged: {', '.join(self.spoilt)}."
        if not self.seal_reads:
            return "The words read as a whole form. The seal itself is damaged."
        if files:
            which = ", ".join(files)
            return f"The words read as a whole form. Damaged is most likely one of: {which}."
        return "The words read as a whole form, but the seal does not fit them."


def look(
    envelope: Envelope,
    files: Mapping[str, Callable[[], Iterable[bytes]]],
    keys: Sequence[RSAPrivateKey],
) -> Looked:
    """Open a sealed submission whose seal does not fit, without believing any of it.

    `files` gives the chunks of each file the envelope names; only the filled form is held.

    Raises:
        Incomplete: when files are missing.
        Unreadable: WRONG_KEY, or DAMAGED when the wrapped key is; NOT_A_SUBMISSION when the
            document is larger than any.
    """
    missing = tuple(name for name in envelope.files if name not in files)
    if missing:
        raise Incomplete(missing)
    content_key, key_index = open_key(envelope, keys)
    kept, spoilt, words = [], [], b""
    for position, name in enumerate(envelope.files):
        faults: list[Reason] = []
        clear = unseal_as_it_is(
            envelope.instance_id,
            content_key,
            position=position,
            chunks=files[name](),
            on_fault=faults.append,
        )
        own_name = name.removesuffix(SUFFIX)
        if position == len(envelope.files) - 1:
            words = collected(clear)
            clear = iter([words])
        kept.append(KeptFile(name=own_name, key=content_key, digest=_digest(clear)))
        if faults:
            spoilt.append(own_name)
    root = _whole_form(words)
    return Looked(
        seal=KeptSeal(
            signature=SignatureState.BROKEN,
            instance_id=envelope.instance_id,
            files=tuple(kept),
        ),
        words=words,
        root=root,
        is_its_own=root is not None and envelope.is_of(read_identity(root)),
        spoilt=tuple(spoilt),
        seal_reads=_reads(envelope, keys[key_index]),
    )


def _reads(envelope: Envelope, key: RSAPrivateKey) -> bool:
    try:
        open_signature(b64decode(envelope.signature or "", validate=True), key, key_padding())
    except (ValueError, Unreadable):
        return False
    return True


def _digest(chunks: Iterable[bytes]) -> bytes:
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


def _whole_form(words: bytes) -> etree._Element | None:
    try:
        root = parse(words)
        read_identity(root)
    except Refused:
        return None
    return root
