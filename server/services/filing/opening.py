"""Opening one held submission: its seal, its answers, and what about it needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from sqlalchemy import Connection

from server.domain.answers import Answers
from server.domain.forms import FormVersion
from server.domain.states import Review
from server.errors import Code, Refused
from server.odk.envelope import SUFFIX, Envelope, read_envelope
from server.odk.instance import read_answers
from server.odk.seal import (
    Opened,
    SignatureState,
    open_attachment,
    open_sealed,
    unbox,
)
from server.services.filing.sealing import DataKeys
from server.services.publishing.form_library import FormLibrary
from server.services.trust.keys import KeyRing
from server.services.trust.vault import Vault
from server.storage.filing.sealed import SealedFile, SealedSubmission, chunks_of, sealed_submission


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSubmission:
    """A submission in clear, for as long as the caller holds it in memory.

    `opened` is None for one that came in clear text; `reviews` says what about it a person should
    look at; `attachments` are the names of its files, without .enc.
    """

    held: SealedSubmission
    envelope: Envelope
    opened: Opened | None
    xml: bytes = field(repr=False)
    answers: Answers = field(repr=False)
    form: FormVersion
    reviews: tuple[Review, ...]

    @property
    def signature(self) -> SignatureState | None:
        """What its signature says; None when there was no seal to sign."""
        return self.opened.signature if self.opened else None

    @property
    def attachments(self) -> tuple[str, ...]:
        """The names of its files in clear."""
        if self.opened is None:
            return tuple(each.name for each in self.held.files)
        return tuple(each.name for each in self.opened.attachments)


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

        Raises:
            Unreadable: with the reason, when its seal or content is not to be believed.
            Refused: NOT_SET_UP when there is no private key here at all.
        """
        keys = self.keys.for_form(connection, held.form_id, held.version)
        received = self.received(held)
        opened, envelope, xml = None, None, b""
        if held.is_plain:
            xml = b"".join(unbox(keys, [received]))
            envelope = read_envelope(xml)
        else:
            envelope = read_envelope(received)
            opened = open_sealed(envelope, _files(connection, held), keys)
            xml = opened.xml
        form = self.form_library.version_of(connection, held.form_id, held.version)
        reading = form or self.form_library.nearest(connection, held.form_id)
        if reading is None:
            raise LookupError("a form without a version")
        return OpenedSubmission(
            held=held,
            envelope=envelope,
            opened=opened,
            xml=xml,
            answers=read_answers(xml, reading),
            form=reading,
            reviews=tuple(_reviews(envelope, opened, is_known=form is not None)),
        )

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
        for file in submission.held.files:
            if submission.opened is None and file.name == name:
                keys = self.keys.for_form(
                    connection, submission.held.form_id, submission.held.version
                )
                return unbox(keys, self.box(connection, submission.held, file))
            if submission.opened is not None and file.name == name + SUFFIX:
                return open_attachment(
                    submission.envelope,
                    submission.opened.content_key,
                    name=file.name,
                    chunks=chunks_of(connection, file),
                )
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


def _reviews(envelope: Envelope, opened: Opened | None, *, is_known: bool) -> Iterator[Review]:
    if opened is None:
        yield Review.SENT_IN_CLEAR
    elif opened.signature is SignatureState.ABSENT:
        yield Review.NO_SIGNATURE
    if not envelope.instance_id:
        yield Review.NO_INSTANCE_ID
    if not is_known:
        yield Review.UNKNOWN_VERSION
