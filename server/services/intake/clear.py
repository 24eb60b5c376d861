"""Submissions that came without a seal: which files they name, and sealing them at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import Connection

from server.domain.forms import QuestionType
from server.errors import Code, Refused
from server.odk.envelope import Envelope
from server.odk.instance import read_answers
from server.odk.sealing import box
from server.odk.xml import parse
from server.services.publishing.form_library import FormLibrary
from server.storage.intake.submissions import sealing_key

_MOST_FILES = 2000  # as in an envelope
_NAME_BYTES = 255

Seal: TypeAlias = Callable[[Iterable[bytes]], Iterator[bytes]]


def sealer(connection: Connection, envelope: Envelope) -> Seal:
    """Return what keeps the bytes of a submission: nothing if sealed, our own box if not.

    Raises:
        Refused: NOT_SET_UP when there is no form key yet.
    """
    if envelope.encrypted:
        return iter
    der = sealing_key(connection, envelope.form_id, envelope.version)
    key = load_der_public_key(der) if der else None
    if not isinstance(key, RSAPublicKey):
        raise Refused(Code.NOT_SET_UP, why="there is no form key to seal with")
    return partial(box, key)


def files_named_in_clear(
    connection: Connection, envelope: Envelope, xml: bytes, uploaded: Iterable[str]
) -> tuple[str, ...]:
    """Return the files that belong to a clear-text submission.

    These are the answers to its form's attachment questions, whether uploaded or not, and every
    uploaded file whose name stands anywhere in the document, in case the form version is unknown.

    Raises:
        Refused: BAD_ENVELOPE when they are more than any tablet sends.
    """
    expected: dict[str, None] = {}
    version = FormLibrary().version_of(connection, envelope.form_id, envelope.version)
    if version is not None:
        for answer in read_answers(xml, version).answers:
            is_file = answer.question and answer.question.type is QuestionType.ATTACHMENT
            if is_file and _can_be_a_file(name := answer.raw.strip()):
                expected[name] = None
    texts = {(each.text or "").strip() for each in parse(xml).iter() if not len(each)}
    expected.update(dict.fromkeys(name for name in uploaded if name in texts))
    if len(expected) > _MOST_FILES:
        raise Refused(Code.BAD_ENVELOPE, why=f"it names more than {_MOST_FILES} files")
    return tuple(expected)


def _can_be_a_file(name: str) -> bool:
    """Whether a file of that name could ever arrive; for no other is a submission kept waiting."""
    return name.isprintable() and "/" not in name and 0 < len(name.encode()) <= _NAME_BYTES
