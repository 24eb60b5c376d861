"""Seal with a public key alone: a submission as ODK Collect does, or any stream in our own box.

Nothing here can open what it made.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import md5
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.domain.forms import FormId, InstanceId
from server.odk.box_format import LABEL, LENGTH_BYTES, MAGIC, SEGMENT_BYTES, nonce, segments
from server.odk.envelope import SUFFIX, Envelope
from server.odk.seal_format import (
    BLOCK_BYTES,
    KEY_BYTES,
    file_cipher,
    key_padding,
    signature_digest,
)

_DOCUMENT = "submission.xml"
_SEALED = "http://www.opendatakit.org/xforms/encrypted"
_OPENROSA = "http://openrosa.org/xforms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed submission as a client uploads it; the sealed document is the last of `files`."""

    envelope_xml: bytes
    files: tuple[tuple[str, bytes], ...]


def seal(  # noqa: PLR0913 - the parts of one envelope
    public_key: RSAPublicKey,
    *,
    form_id: str,
    version: str | None,
    instance_id: str,
    xml: bytes,
    files: Sequence[tuple[str, bytes]] = (),
    random: Callable[[int], bytes] = os.urandom,
) -> Sealed:
    """Seal a filled form and its attachments, byte for byte as Collect writes them.

    `files` are (name, content) in the order they are to be sealed; `random` gives the content key.
    """
    content_key = random(KEY_BYTES)
    clear = (*files, (_DOCUMENT, xml))
    envelope = Envelope(
        form_id=FormId(form_id),
        version=version,
        instance_id=InstanceId(instance_id),
        encrypted=True,
        wrapped_key=_wrapped(public_key, content_key),
        media=tuple(name + SUFFIX for name, _ in files),
        xml_file=_DOCUMENT + SUFFIX,
    )
    digests = [md5(content, usedforsecurity=False).hexdigest() for _, content in clear]
    signed = replace(envelope, signature=_wrapped(public_key, signature_digest(envelope, digests)))
    return Sealed(
        envelope_xml=write_envelope(signed),
        files=tuple(
            (name + SUFFIX, _enciphered(instance_id, content_key, position, content))
            for position, (name, content) in enumerate(clear)
        ),
    )


def write_envelope(envelope: Envelope) -> bytes:
    """Write the envelope of a sealed submission, laid out and quoted as Collect's is."""
    version = "" if envelope.version is None else f" version={_quoted(envelope.version)}"
    media = "".join(f"<media><file>{escape(name)}</file></media>\n" for name in envelope.media)
    signature = (
        f"<base64EncryptedElementSignature>{envelope.signature}</base64EncryptedElementSignature>"
    )
    return (
        f'<data id={_quoted(envelope.form_id)}{version} encrypted="yes" xmlns="{_SEALED}">'
        f"<base64EncryptedKey>{envelope.wrapped_key}</base64EncryptedKey>"
        f'<orx:meta xmlns:orx="{_OPENROSA}">'
        f"<orx:instanceID>{escape(envelope.instance_id)}</orx:instanceID></orx:meta>\n"
        f"{media}<encryptedXmlFile>{escape(envelope.xml_file or '')}</encryptedXmlFile>"
        f"{signature if envelope.signature else ''}</data>"
    ).encode()


def box(
    public_key: RSAPublicKey,
    chunks: Iterable[bytes],
    *,
    random: Callable[[int], bytes] = os.urandom,
) -> Iterator[bytes]:
    """Yield a stream sealed in our own box (server.odk.box_format), in constant memory."""
    content_key = random(KEY_BYTES)
    wrapped = public_key.encrypt(content_key, key_padding(LABEL))
    header = MAGIC + len(wrapped).to_bytes(LENGTH_BYTES, "big") + wrapped
    yield header
    cipher = AESGCM(content_key)
    for number, (piece, is_last) in enumerate(segments(chunks, SEGMENT_BYTES)):
        yield cipher.encrypt(nonce(number, is_last=is_last), piece, header)


def _wrapped(public_key: RSAPublicKey, secret: bytes) -> str:
    return b64encode(public_key.encrypt(secret, key_padding())).decode()


def _enciphered(instance_id: str, content_key: bytes, position: int, content: bytes) -> bytes:
    missing = BLOCK_BYTES - len(content) % BLOCK_BYTES
    cipher = file_cipher(instance_id, content_key, position).encryptor()
    return cipher.update(content + bytes([missing]) * missing) + cipher.finalize()


def _quoted(text: str) -> str:
    """Quote an attribute: in single quotes when it holds double ones, as Collect does."""
    if '"' in text:
        return "'" + escape(text, {"'": "&apos;"}) + "'"
    return f'"{escape(text)}"'
