"""Taking in a submission: its bytes, its files and an event, in one transaction.

The same submission may arrive in several requests (a batch of files each) and any number of
times; it is held once, as it first came. Nothing here can open a seal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.forms import SubmissionId
from server.domain.states import State
from server.errors import Code, Refused
from server.services.intake.arrivals import Arrival, ArrivedFile, Receipt
from server.services.intake.clear import Seal, files_named_in_clear, sealer
from server.storage.intake import submissions
from server.storage.intake.chunks import ChunkWriter
from server.storage.intake.submissions import HeldFile, HeldSubmission
from server.storage.work import UnitOfWork

__all__ = ["Arrival", "ArrivedFile", "Receipt", "SizeDiffers", "named_files", "receive"]


_SMALL = 256 * 1024  # bytes of files that may be on their way to the database at once


class SizeDiffers(RuntimeError):  # noqa: N818 - names what was found; a bug, never caught
    """A file gave more or fewer bytes than it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An arrival with its files told apart: `names` belong to it, `files` of these came along."""

    arrival: Arrival
    names: tuple[str, ...]
    files: Mapping[str, ArrivedFile]
    ignored: int
    seal: Seal

    @property
    def missing(self) -> tuple[str, ...]:
        """The files that did not come along."""
        return tuple(name for name in self.names if name not in self.files)


def named_files(connection: Connection, arrival: Arrival) -> tuple[str, ...]:
    """Return the files that belong to an arrival; of one in clear, its whole document is read.

    Raises:
        Refused: BAD_ENVELOPE and the like, when the document is not to be read.
    """
    if arrival.envelope.encrypted:
        return arrival.envelope.files
    uploaded = [each.name for each in arrival.files]
    return files_named_in_clear(connection, arrival.envelope, arrival.xml, uploaded)


def receive(work: UnitOfWork, arrival: Arrival, names: tuple[str, ...] | None = None) -> Receipt:
    """Hold the submission, or what is new of it; the caller commits, and only then says yes.

    Once in a unit of work: the next submission is received after the commit.

    `names` are its `named_files`, where they were found beforehand: reading a large document takes
    seconds, and on SQLite nobody else can be received while a unit of work is open.

    Raises:
        Refused: UNKNOWN_FORM, or CONFLICT when other bytes are held under the same name.
        Hurried: when one was received before and is not committed yet.
    """
    work.require_answers()
    if names is None:
        names = named_files(work.connection, arrival)
    parcel = _sort(work.connection, arrival, names)
    return _receive_new(work, parcel) or _receive_again(work, parcel)


def is_small(arrival: Arrival) -> bool:
    """Tell whether all bytes of an arrival may be on their way to the database at once."""
    return len(arrival.xml) + sum(file.size for file in arrival.files) <= _SMALL


def sort_sealed(arrival: Arrival) -> Parcel:
    """Tell the files of a sealed arrival apart, for which nothing is to be looked up.

    Raises:
        Refused: CONFLICT for two files of one name.
    """
    return _parcel(arrival, arrival.envelope.files, iter)


def _sort(connection: Connection, arrival: Arrival, names: tuple[str, ...]) -> Parcel:
    return _parcel(arrival, names, sealer(connection, arrival.envelope))


def _parcel(arrival: Arrival, names: tuple[str, ...], seal: Seal) -> Parcel:
    uploaded = _by_name(arrival.files)
    files = {name: uploaded[name] for name in names if name in uploaded}
    return Parcel(
        arrival=arrival, names=names, files=files, ignored=len(uploaded) - len(files), seal=seal
    )


def _by_name(files: Iterable[ArrivedFile]) -> dict[str, ArrivedFile]:
    found: dict[str, ArrivedFile] = {}
    for file in files:
        if found.setdefault(file.name, file).sha256 != file.sha256:
            raise Refused(Code.CONFLICT)
    return found


def _receive_new(work: UnitOfWork, parcel: Parcel) -> Receipt | None:
    """Hold a submission that is not held yet; None when it is, or when its form is unknown."""
    row = submission_row(parcel)
    submission_id = str(row["id"])
    if not submissions.add_submission(work.connection, row):
        return None
    if sum(file.size for file in parcel.files.values()) <= _SMALL:
        work.hurry()
    rows = _named_rows(parcel, submission_id)
    submissions.add_files(work.connection, rows)
    _write(work.connection, {str(each["name"]): str(each["id"]) for each in rows}, parcel)
    return note_receipt(work, parcel, submission_id)


def note_receipt(work: UnitOfWork, parcel: Parcel, submission_id: str) -> Receipt:
    """Note that a new submission is held, and return what its sender gets for it."""
    receipt = Receipt(
        submission_id=SubmissionId(submission_id),
        is_new=True,
        missing=parcel.missing,
        ignored=parcel.ignored,
    )
    _note(work, parcel, receipt, added=len(parcel.files))
    return receipt


def receive_the_same(work: UnitOfWork, parcel: Parcel) -> Receipt | None:
    """Note that a submission came again just as it is held; None when anything is otherwise."""
    arrival = parcel.arrival
    held = submissions.held_bytes(work.connection, arrival.envelope.form_id, arrival.instance_id)
    if held is None or held.xml_sha256 != arrival.xml_sha256 or None in held.files.values():
        return None
    if any(held.files.get(name) != file.sha256 for name, file in parcel.files.items()):
        return None
    receipt = Receipt(
        submission_id=SubmissionId(held.id), is_new=False, missing=(), ignored=parcel.ignored
    )
    _note(work, parcel, receipt, added=0)
    return receipt


def file_rows(parcel: Parcel, submission_id: str) -> list[dict[str, object]]:
    """Return the rows of the files a small submission names, with the bytes of what arrived."""
    return [
        row | {"data": b"".join(_exactly(file)) if (file := parcel.files.get(name)) else b""}
        for name, row in zip(parcel.names, _named_rows(parcel, submission_id), strict=True)
    ]


def _named_rows(parcel: Parcel, submission_id: str) -> list[dict[str, object]]:
    return [
        _file_row(submission_id, position, name) | _measures(parcel.files.get(name))
        for position, name in enumerate(parcel.names)
    ]


def _receive_again(work: UnitOfWork, parcel: Parcel) -> Receipt:
    """Add what is new to a submission that is held; nothing that is held is ever replaced."""
    submission = _held(work.connection, parcel.arrival)
    held = {each.name: each for each in submissions.files_of(work.connection, submission.id)}
    new = _new_files(parcel, held)
    if submission.state is State.DISPOSED:
        new, held = {}, {}
    ids = _make_room(work.connection, submission.id, new, held)
    _write(work.connection, ids, replace(parcel, files=new))
    missing = tuple(each.name for each in held.values() if not each.sha256 and each.name not in new)
    if new and not missing:
        submissions.set_sealed(work.connection, submission.id, parcel.arrival.kept_at)
    receipt = Receipt(
        submission_id=SubmissionId(submission.id),
        is_new=False,
        missing=missing,
        ignored=parcel.ignored,
    )
    _note(work, parcel, receipt, added=len(new))
    return receipt


def _held(connection: Connection, arrival: Arrival) -> HeldSubmission:
    form_id = arrival.envelope.form_id
    held = submissions.lock_submission(connection, form_id, arrival.instance_id)
    if held is None:
        raise Refused(Code.UNKNOWN_FORM, form=form_id)
    if held.xml_sha256 != arrival.xml_sha256:
        raise Refused(Code.CONFLICT)
    return held


def _new_files(parcel: Parcel, held: Mapping[str, HeldFile]) -> dict[str, ArrivedFile]:
    new: dict[str, ArrivedFile] = {}
    for name, file in parcel.files.items():
        known = held[name].sha256 if name in held else None
        if known is None:
            new[name] = file
        elif known != file.sha256:
            raise Refused(Code.CONFLICT)
    return new


def _make_room(
    connection: Connection,
    submission_id: str,
    new: Mapping[str, ArrivedFile],
    held: Mapping[str, HeldFile],
) -> dict[str, str]:
    """Note the new files as arrived and return their ids by name."""
    unnamed = [name for name in new if name not in held]  # only in clear text
    rows = [
        _file_row(submission_id, len(held) + number, name) | _measures(new[name])
        for number, name in enumerate(unnamed)
    ]
    submissions.add_files(connection, rows)
    awaited = {name: held[name].id for name in new if name in held}
    submissions.mark_arrived(
        connection,
        [
            {"file_id": file_id, "new_size": new[name].size, "new_sha256": new[name].sha256}
            for name, file_id in awaited.items()
        ],
    )
    return awaited | {str(row["name"]): str(row["id"]) for row in rows}


def submission_row(parcel: Parcel) -> dict[str, object]:
    """Return the row of a new submission, with an id of its own."""
    is_complete = not parcel.missing
    arrival, envelope = parcel.arrival, parcel.arrival.envelope
    return {
        "id": uuid4().hex,
        "form_id": envelope.form_id,
        "version": envelope.version,
        "instance_id": arrival.instance_id,
        "state": State.SEALED if is_complete else State.INCOMPLETE,
        "reason": None,
        "received_at": arrival.kept_at,
        "completed_at": arrival.kept_at if is_complete else None,
        "opened_at": None,
        "agent_id": arrival.agent_id,
        "account_id": arrival.account_id,
        "channel": arrival.channel,
        "is_plain": not envelope.encrypted,
        "xml_sha256": arrival.xml_sha256,
        "envelope": b"".join(parcel.seal([arrival.xml])),
        "envelope_is_sealed": False,
        "signature": None,
        "kept_seal": None,
    }


def _file_row(submission_id: str, position: int, name: str) -> dict[str, object]:
    return {
        "id": uuid4().hex,
        "submission_id": submission_id,
        "position": position,
        "name": name,
    }


def _measures(file: ArrivedFile | None) -> dict[str, object]:
    return {"size": file.size if file else None, "sha256": file.sha256 if file else None}


def _write(connection: Connection, ids: Mapping[str, str], parcel: Parcel) -> None:
    writer = ChunkWriter(connection)
    for name, file in parcel.files.items():
        writer.write(ids[name], parcel.seal(_exactly(file)))
    writer.flush()


def _exactly(file: ArrivedFile) -> Iterator[bytes]:
    size = 0
    for piece in file.chunks():
        size += len(piece)
        yield piece
    if size != file.size:
        raise SizeDiffers("the bytes of a file are not as many as were announced")


def _note(work: UnitOfWork, parcel: Parcel, receipt: Receipt, *, added: int) -> None:
    actor, subject = parcel.arrival.actor, receipt.submission_id
    action = "submission.received" if receipt.is_new else "submission.received_again"
    missing = len(receipt.missing)
    work.note(actor, action, subject, files=added, missing=missing, ignored=receipt.ignored)
    if receipt.is_new and not parcel.arrival.envelope.encrypted:
        work.note(actor, "submission.arrived_in_clear", subject)
