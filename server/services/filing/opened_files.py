"""Write what one sealed submission holds into a folder, in clear."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import md5
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.errors import Refused
from server.odk.damaged import Looked, look
from server.odk.envelope import SUFFIX, Envelope, read_identity
from server.odk.seal import (
    Opened,
    Reason,
    SignatureState,
    Unreadable,
    open_attachment,
    open_key,
    open_sealed,
)
from server.odk.xml import SUBMISSION, parse

_PIECE = 256 * 1024


def read_pieces(file: Path) -> Iterator[bytes]:
    """Yield a file's bytes."""
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFolder:
    """A sealed submission whose files lie in a folder, and the key that should open it."""

    envelope: Envelope
    folder: Path
    key: RSAPrivateKey
    read: Callable[[Path], Iterator[bytes]] = read_pieces

    @property
    def files(self) -> Mapping[str, Callable[[], Iterator[bytes]]]:
        """What gives the bytes of each file that is there."""
        return {
            name: partial(self.read, self.folder / name)
            for name in self.envelope.files
            if (self.folder / name).is_file()
        }


def write_opened(sealed: SealedFolder, target: Path) -> SignatureState:
    """Open a submission and write its files into an empty folder.

    Raises:
        Incomplete: (from server.odk.seal) when files are missing; nothing was written.
        Unreadable: with the reason; what was written must be thrown away.
    """
    opened = open_sealed(sealed.envelope, sealed.files, [sealed.key])
    _write(target / _document_name(sealed.envelope), [opened.xml])
    for name in sealed.envelope.media:
        _write_again(sealed, opened, name, target)
    return opened.signature


def write_what_is_there(sealed: SealedFolder, target: Path) -> None:
    """Write those files of an incomplete submission that are there; its seal cannot be checked.

    Writes nothing when the filled form itself is missing.

    Raises:
        Unreadable: with the reason; what was written must be thrown away.
    """
    if sealed.envelope.xml_file not in sealed.files:
        return
    content_key, _ = open_key(sealed.envelope, [sealed.key])
    for name, pieces in sealed.files.items():
        clear = open_attachment(sealed.envelope, content_key, name=name, chunks=pieces())
        _write(target / name.removesuffix(SUFFIX), clear)
    _check_identity(sealed.envelope, target / _document_name(sealed.envelope))


def write_unproved(sealed: SealedFolder, target: Path) -> Looked:
    """Write what can be read of a submission whose seal is broken; none of it is proved.

    Raises:
        Incomplete, Unreadable: as server.odk.damaged.look does; nothing was written.
    """
    looked = look(sealed.envelope, sealed.files, [sealed.key])
    _write(target / _document_name(sealed.envelope), [looked.words])
    for position, name in enumerate(sealed.envelope.media):
        clear = looked.seal.open_file(position, sealed.files[name]())
        _write(target / name.removesuffix(SUFFIX), clear)
    return looked


def _write_again(sealed: SealedFolder, opened: Opened, name: str, target: Path) -> None:
    # The seal was checked on a first reading: these must be the same bytes.
    digest = md5(usedforsecurity=False)
    pieces = sealed.files[name]()
    clear = open_attachment(sealed.envelope, opened.content_key, name=name, chunks=pieces)
    _write(target / name.removesuffix(SUFFIX), _noted(clear, digest.update))
    expected = opened.attachments[sealed.envelope.media.index(name)].md5
    if digest.hexdigest() != expected:
        raise Unreadable(Reason.DAMAGED)


def _check_identity(envelope: Envelope, document: Path) -> None:
    try:
        if document.stat().st_size > SUBMISSION.size:
            raise Unreadable(Reason.NOT_A_SUBMISSION)
        inside = read_identity(parse(document.read_bytes()))
    except Refused:
        raise Unreadable(Reason.NOT_A_SUBMISSION) from None
    if not envelope.is_of(inside):
        raise Unreadable(Reason.IDENTITY_MISMATCH)


def _document_name(envelope: Envelope) -> str:
    return (envelope.xml_file or "").removesuffix(SUFFIX)


def _noted(pieces: Iterable[bytes], note: Callable[[bytes], object]) -> Iterator[bytes]:
    for piece in pieces:
        note(piece)
        yield piece


def _write(file: Path, pieces: Iterable[bytes]) -> None:
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as stream:
        for piece in pieces:
            stream.write(piece)
