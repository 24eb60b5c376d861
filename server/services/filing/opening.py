"""Opening one held submission: its seal, its answers, and what about it needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from lxml import etree
from sqlalchemy import Connection

from server.domain.answers import Answers
from server.domain.forms import FormVersion
from server.domain.states import Review
from server.errors import Code, Refused
from server.odk.damaged import Looked, look
from server.odk.envelope import SUFFIX, read_envelope, read_identity
from server.odk.kept_seal import KeptFile, KeptSeal
from server.odk.opened import Reason, Unreadable
from server.odk.seal import SignatureState, collected, kept_seal, open_sealed
from server.odk.unboxing import box_key, unbox
from server.odk.xml import parse
from server.services.filing.sealing import DataKeys
from server.services.publishing.form_library import FormLibrary
from server.services.trust.keys import KeyRing
from server.services.trust.vault import Vault
from server.storage.filing.sealed import SealedFile, SealedSubmission, chunks_of, sealed_submission


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSubmission:
    """A submission in clear, for as long as the caller holds it in memory.

    `seal` is what its seal gave; `reviews` says what about it a person should look at.
    """

    held: SealedSubmission
    seal: KeptSeal
    answers: Answers = field(repr=False)
    form: FormVersion
    reviews: tuple[Review, ...]

    @property
    def signature(self) -> SignatureState | None:
        """What its signature says; None when there was no seal to sign."""
        return self.seal.signature

    @property
    def attachments(self) -> tuple[str, ...]:
        """The names of its files in clear."""
        return tuple(each.name for each in self.seal.attachments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """What opening takes: form keys, data keys and the published forms."""

    keys: KeyRing
    data_keys: DataKeys
    form_library: FormLibrary

    @classmethod
    def of(cls, vault: Vault) -> Self:
        """Return the opener of an open vault."""
        return cls(keys=KeyRing(vault), data_keys=DataKeys.of(vault), form_library=FormLibrary())

    def open(self, connection: Connection, held: SealedSubmission) -> OpenedSubmission:
        """Open a held submission and read its answers by its form version.

        What its seal gave is used when it was kept; only else a form key is.

        Raises:
            Unreadable: with the reason, when its seal or content is not to be believed.
            Refused: NOT_SET_UP when a form key is needed and there is none here at all.
        """
        if held.kept_seal is None:
            seal, root = self.break_seal(connection, held)
        else:
            seal = self.data_keys.contents(held.id, held.wrapped_key).kept_seal(held.kept_seal)
            position = len(seal.files) - 1
            document = seal.open_file(position, self._sealed(connection, held, seal, position))
            root = parse(collected(document))
        return self.read(connection, held, seal, root)

    def read(
        self,
        connection: Connection,
        held: SealedSubmission,
        seal: KeptSeal,
        root: etree._Element,
    ) -> OpenedSubmission:
        """Read the answers of a filled form by its version, or else by the nearest one."""
        form = self.form_library.version_of(connection, held.form_id, held.version)
        reading = form or self.form_library.nearest(connection, held.form_id)
        if reading is None:
            raise LookupError("a form without a version")
        return OpenedSubmission(
            held=held,
            seal=seal,
            answers=self.form_library.reader(reading).read(root),
            form=reading,
            reviews=tuple(_reviews(seal, is_known=form is not None)),
        )

    def break_seal(
        self, connection: Connection, held: SealedSubmission
    ) -> tuple[KeptSeal, etree._Element]:
        """Open it with a form key, check what there is to check, and parse what was sent.

        Raises:
            Unreadable, Refused: as `open` does.
        """
        keys = self.keys.for_form(connection, held.form_id, held.version)
        received = self.received(held)
        if not held.is_plain:
            envelope = read_envelope(received)
            opened = open_sealed(envelope, _files(connection, held), keys)
            return kept_seal(envelope, opened), opened.root
        root = parse(b"".join(unbox(keys, [received])))
        boxes = [
            KeptFile(name=each.name, key=box_key(keys, self.box(connection, held, each)))
            for each in held.files
            if each.is_here
        ]
        document = KeptFile(name="", key=box_key(keys, [received]))
        seal = KeptSeal(
            signature=None,
            instance_id=read_identity(root).instance_id,
            files=(*boxes, document),
        )
        return seal, root

    def _sealed(
        self, connection: Connection, held: SealedSubmission, seal: KeptSeal, position: int
    ) -> Iterator[bytes]:
        """Yield a file as its seal was put on it; raises Unreadable when it is here no more."""
        name, is_document = seal.files[position].name, position == len(seal.files) - 1
        if not held.is_plain:
            return chunks_of(connection, _file(held, name + SUFFIX))
        if is_document:
            return iter([self.received(held)])
        return self.box(connection, held, _file(held, name))

    def look(self, connection: Connection, held: SealedSubmission) -> Looked:
        """Look at what a broken seal holds, without believing it.

        Raises:
            Unreadable, Incomplete, Refused: as server.odk.damaged.look does, and `open`.
        """
        keys = self.keys.for_form(connection, held.form_id, held.version)
        return look(read_envelope(self.received(held)), _files(connection, held), keys)

    def find_and_open(self, connection: Connection, submission_id: str) -> OpenedSubmission:
        """Open the submission of that id.

        Raises:
            Refused: NOT_FOUND when there is none, or NOT_SET_UP.
            Unreadable: with the reason.
        """
        held = sealed_submission(connection, submission_id)
        if held is None:
            raise Refused(Code.NOT_FOUND)
        return self.open(connection, held)

    def attachment(
        self, connection: Connection, submission: OpenedSubmission, name: str
    ) -> Iterator[bytes]:
        """Yield one file of an opened submission in clear, by its name without .enc."""
        held, seal = submission.held, submission.seal
        for position, kept in enumerate(seal.attachments):
            if kept.name == name:
                return seal.open_file(position, self._sealed(connection, held, seal, position))
        raise Refused(Code.NOT_FOUND)

    def box(
        self, connection: Connection, held: SealedSubmission, file: SealedFile
    ) -> Iterator[bytes]:
        """Yield the box of a file that came in clear, as it was made at the door."""
        chunks = chunks_of(connection, file)
        if file.sealed_header is None:
            return chunks
        return self.data_keys.contents(held.id, held.wrapped_key).box(file, chunks)

    def received(self, held: SealedSubmission) -> bytes:
        """Return the envelope as it was received, or boxed."""
        if not held.envelope_is_sealed:
            return held.envelope
        return self.data_keys.contents(held.id, held.wrapped_key).envelope(held.envelope)


def _files(
    connection: Connection, held: SealedSubmission
) -> dict[str, Callable[[], Iterator[bytes]]]:
    return {each.name: partial(chunks_of, connection, each) for each in held.files if each.is_here}


def _file(held: SealedSubmission, name: str) -> SealedFile:
    found = next((each for each in held.files if each.name == name), None)
    if found is None:
        raise Unreadable(Reason.DAMAGED)
    return found


def _reviews(seal: KeptSeal, *, is_known: bool) -> Iterator[Review]:
    if seal.signature is None:
        yield Review.SENT_IN_CLEAR
    elif seal.signature is SignatureState.ABSENT:
        yield Review.NO_SIGNATURE
    elif seal.signature is SignatureState.BROKEN:
        yield Review.NOT_PROVED
    if not seal.instance_id:
        yield Review.NO_INSTANCE_ID
    if not is_known:
        yield Review.UNKNOWN_VERSION
