"""Open what was sealed with our public key, and tell what was damaged or changed on the way.

A seal is a check against mix-ups and transmission errors. It is **not** authentication: its
signature is made with the public key that stands in every form, so anyone who holds the form can
forge a whole valid submission. Who sent one is known only from how it arrived.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import md5, sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree

from server.errors import Refused
from server.odk.envelope import SUFFIX, Envelope, Identity, read_identity
from server.odk.kept_seal import KeptFile, KeptSeal
from server.odk.opened import (
    Incomplete,
    Opened,
    OpenedFile,
    Reason,
    SignatureState,
    Unreadable,
)
from server.odk.seal_format import key_padding, signature_digest
from server.odk.unboxing import unbox
from server.odk.unsealing import unseal_file
from server.odk.unwrapping import open_signature, unwrap
from server.odk.xml import SUBMISSION, parse

__all__ = [
    "Incomplete",
    "Opened",
    "OpenedFile",
    "Reason",
    "SignatureState",
    "Unreadable",
    "collected",
    "kept_seal",
    "open_attachment",
    "open_key",
    "open_sealed",
    "unbox",
]


def open_sealed(
    envelope: Envelope,
    files: Mapping[str, Callable[[], Iterable[bytes]]],
    keys: Sequence[RSAPrivateKey],
) -> Opened:
    """Open a sealed submission and check padding, signature and identity.

    `files` gives the chunks of each file the envelope names; attachments are read through but
    only the filled form is held. An empty instanceID on the envelope is not compared.

    Raises:
        Incomplete: when files are missing.
        Unreadable: with the reason, for everything else.
    """
    missing = tuple(name for name in envelope.files if name not in files)
    if missing:
        raise Incomplete(missing)
    content_key, key_index = open_key(envelope, keys)
    streams = [
        open_attachment(envelope, content_key, name=name, chunks=files[name]())
        for name in envelope.files
    ]
    attachments = tuple(
        _measured(name, stream) for name, stream in zip(envelope.media, streams[:-1], strict=True)
    )
    xml = collected(streams[-1])
    digests = [*(each.md5 for each in attachments), _md5(xml)]
    signature = _check_signature(envelope, digests, keys[key_index])
    root = _read(xml)
    return Opened(
        xml=xml,
        root=root,
        identity=_check_identity(envelope, root),
        signature=signature,
        attachments=attachments,
        key_index=key_index,
        content_key=content_key,
    )


def kept_seal(envelope: Envelope, opened: Opened) -> KeptSeal:
    """Return what is worth keeping of an opened submission."""
    key = opened.content_key
    media = [KeptFile(name=each.name, key=key, digest=each.sha256) for each in opened.attachments]
    name = envelope.files[-1].removesuffix(SUFFIX)
    document = KeptFile(name=name, key=key, digest=sha256(opened.xml).digest())
    return KeptSeal(
        signature=opened.signature,
        instance_id=envelope.instance_id,
        files=(*media, document),
    )


def open_key(envelope: Envelope, keys: Sequence[RSAPrivateKey]) -> tuple[bytes, int]:
    """Return the content key of a sealed submission, and which of `keys` unwrapped it.

    Raises:
        Unreadable: WRONG_KEY, or DAMAGED when the wrapped key is not base64.
    """
    if envelope.wrapped_key is None:
        raise ValueError("a plain submission has no key")
    try:
        wrapped = b64decode(envelope.wrapped_key, validate=True)
    except ValueError:
        raise Unreadable(Reason.DAMAGED) from None
    return unwrap(wrapped, keys, key_padding())


def open_attachment(
    envelope: Envelope, content_key: bytes, *, name: str, chunks: Iterable[bytes]
) -> Iterator[bytes]:
    """Return what yields one file of a submission in clear; it may be the document too.

    Only open_sealed checks the seal: use this on a submission that it has opened.

    Raises:
        Unreadable: at the end, DAMAGED when cut short, BROKEN_SEAL when the padding is wrong.
    """
    return unseal_file(
        envelope.instance_id, content_key, position=envelope.files.index(name), chunks=chunks
    )


def _measured(name: str, chunks: Iterable[bytes]) -> OpenedFile:
    signed, kept, size = md5(usedforsecurity=False), sha256(), 0
    for chunk in chunks:
        signed.update(chunk)
        kept.update(chunk)
        size += len(chunk)
    return OpenedFile(
        name=name.removesuffix(SUFFIX), md5=signed.hexdigest(), sha256=kept.digest(), size=size
    )


def collected(chunks: Iterable[bytes]) -> bytes:
    """Put a filled form together.

    Raises:
        Unreadable: NOT_A_SUBMISSION when it is larger than any, or what the chunks raise.
    """
    pieces, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > SUBMISSION.size:
            raise Unreadable(Reason.NOT_A_SUBMISSION)
        pieces.append(chunk)
    return b"".join(pieces)


def _md5(content: bytes) -> str:
    return md5(content, usedforsecurity=False).hexdigest()


def _check_signature(
    envelope: Envelope, digests: Sequence[str], key: RSAPrivateKey
) -> SignatureState:
    if envelope.signature is None:
        return SignatureState.ABSENT
    try:
        signature = b64decode(envelope.signature, validate=True)
    except ValueError:
        raise Unreadable(Reason.BROKEN_SEAL) from None
    signed = open_signature(signature, key, key_padding())
    if not hmac.compare_digest(signed, signature_digest(envelope, digests)):
        raise Unreadable(Reason.BROKEN_SEAL)
    return SignatureState.VALID


def _read(xml: bytes) -> etree._Element:
    try:
        return parse(xml)
    except Refused:
        raise Unreadable(Reason.NOT_A_SUBMISSION) from None


def _check_identity(envelope: Envelope, root: etree._Element) -> Identity:
    try:
        inside = read_identity(root)
    except Refused:
        raise Unreadable(Reason.NOT_A_SUBMISSION) from None
    if not envelope.is_of(inside):
        raise Unreadable(Reason.IDENTITY_MISMATCH)
    return inside
