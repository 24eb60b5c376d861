"""What sealing and opening share of ODK's sealed submissions: padding, vectors, signature text.

A submission has one 32-byte content key. Each of its files is padded (PKCS#7) and enciphered with
AES-256 in cipher feedback mode; the initialisation vector follows from the instanceID, the key and
the file's place in the envelope.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.hashes import SHA256

from server.odk.envelope import SUFFIX, Envelope

KEY_BYTES = 32
BLOCK_BYTES = 16


def key_padding(label: bytes | None = None) -> OAEP:
    """Return the padding of wrapped keys and signatures: both hashes are SHA-256.

    Ports that leave the inner hash at SHA-1, as Java does under another name for this padding,
    cannot read what Collect writes.
    """
    return OAEP(mgf=MGF1(algorithm=SHA256()), algorithm=SHA256(), label=label)


def file_cipher(instance_id: str, content_key: bytes, position: int) -> Cipher[CFB]:
    """Return the cipher of the file at `position`: media in order from 0, the document last.

    Every file adds one, modulo 256, to the next byte of the seed, and the additions stay, so a
    file can be opened without those before it.
    """
    seed = md5(instance_id.encode() + content_key, usedforsecurity=False).digest()
    rounds, last = divmod(position, BLOCK_BYTES)
    vector = bytes([(byte + rounds + (at <= last)) & 0xFF for at, byte in enumerate(seed)])
    return Cipher(AES(content_key), CFB(vector))


def signature_digest(envelope: Envelope, digests: Sequence[str]) -> bytes:
    """Return the 16 bytes that are signed, given the MD5 of each opened file in envelope order."""
    lines = [
        envelope.form_id,
        *([] if envelope.version is None else [envelope.version]),
        envelope.wrapped_key or "",
        envelope.instance_id,
        *(
            f"{name.removesuffix(SUFFIX)}::{digest}"
            for name, digest in zip(envelope.files, digests, strict=True)
        ),
    ]
    text = "".join(f"{line}\n" for line in lines)
    return md5(text.encode(), usedforsecurity=False).digest()
