"""Open a folder of sealed submissions offline: no database, only the private key."""

from __future__ import annotations

import csv
import errno
import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from exporters.cells import formula_safe
from exporters.landing import landing, reason
from exporters.names import file_name
from exporters.private_folder import private_folder
from exporters.tables import ColumnType
from server.domain.states import Review
from server.errors import Code, Refused
from server.odk.damaged import MAY_BE_LOOKED_AT, Looked
from server.odk.envelope import Envelope, read_envelope
from server.odk.seal import Incomplete, SignatureState, Unreadable
from server.odk.xml import SUBMISSION
from server.services.filing.opened_files import (
    SealedFolder,
    write_opened,
    write_unproved,
    write_what_is_there,
)

REPORT = "report.csv"
UNPROVED = "__NOT_PROVED"
_LONGEST = 200  # bytes


class Outcome(StrEnum):
    """What became of one file that could be a submission."""

    OPENED = "opened"
    NEEDS_REVIEW = "needs_review"
    INCOMPLETE = "incomplete"
    NOT_PROVED = "not_proved"  # its seal is broken; what can be read was written all the same
    UNREADABLE = "unreadable"
    REFUSED = "refused"  # not a submission, or one that no server would take
    NOT_SEALED = "not_sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report: what was found where, what became of it, and why."""

    instance: str = ""
    folder: str
    file: str
    form: str = ""
    version: str = ""
    state: Outcome
    code: str = ""
    reason: str = ""
    opened_into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An XML file that may be a submission, and the name of the folder it is opened into."""

    xml: Path
    folder: str
    target: str


def open_folder(
    root: Path, out: Path, key: RSAPrivateKey, *, each: Callable[[Line], object] = lambda _: None
) -> Counter[Outcome]:
    """Open every submission below `root` into `out` and write the report there; count by outcome.

    Raises:
        Refused: FILE_PROBLEM when there is nothing to open, or `out` is not an empty folder.
    """
    found = list(find(root, leave_out=out))
    if not found:
        why = "there is no submission in it or in a folder below it"
        raise Refused(Code.FILE_PROBLEM, name=str(root), why=why)
    _make_empty(out)
    counts: Counter[Outcome] = Counter()
    with landing(out / REPORT, may_overwrite=False) as file:
        for number, one in enumerate(found):
            line = open_found(one, out, key)
            file.stream.write(_report(line, with_header=number == 0))
            counts[line.state] += 1
            each(line)
        file.land()
    return counts


def find(root: Path, leave_out: Path) -> Iterator[Found]:
    """Yield every XML file of a folder and the folders below it, in order."""
    taken = {REPORT}
    for place, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if Path(place, each) != leave_out)
        names = [each for each in sorted(files) if each.lower().endswith(".xml")]
        inside = Path(place).relative_to(root)
        plain = "__".join(inside.parts) or root.resolve().name or "submission"
        for name in names:
            target = plain if len(names) == 1 else f"{plain}__{Path(name).stem}"
            yield Found(xml=Path(place, name), folder=str(inside), target=_free(target, taken))


def open_found(found: Found, out: Path, key: RSAPrivateKey) -> Line:
    """Open one submission into a folder of its own below `out`; whatever happens is in the line.

    Nothing is left of a submission that does not open. Where only its seal is broken, what can be
    read lies in a folder whose name says that it is not proved.
    """
    line = Line(folder=found.folder, file=found.xml.name, state=Outcome.REFUSED)
    try:
        envelope = read_envelope(_start_of(found.xml))
        line = _identified(line, envelope)
        if not envelope.encrypted:
            why = "It was never sealed; it is left where it is."
            return replace(line, state=Outcome.NOT_SEALED, reason=why)
        sealed = SealedFolder(envelope=envelope, folder=found.xml.parent, key=key)
        return _opened(sealed, out / found.target, line)
    except Refused as refusal:
        return replace(line, code=refusal.code.name.lower(), reason=refusal.sentence)
    except Unreadable as fault:
        state, why = Outcome.UNREADABLE, fault.reason
        return replace(line, state=state, code=why.value, reason=why.sentence)
    except OSError as error:
        why_not = f"A file could not be read or written: {reason(error)}."
        return replace(line, state=Outcome.UNREADABLE, code="file_problem", reason=why_not)


def _start_of(file: Path) -> bytes:
    # Opening a pipe would wait for whoever writes into it, for ever.
    number = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "It is not a file")
        return stream.read(SUBMISSION.size + 1)


def _opened(sealed: SealedFolder, target: Path, line: Line) -> Line:
    with private_folder(target.parent) as scratch:
        try:
            line = _judged(line, write_opened(sealed, scratch))
        except Unreadable as fault:
            if fault.reason not in MAY_BE_LOOKED_AT:
                raise
            _empty(scratch)
            target = target.with_name(target.name + UNPROVED)
            line = _unproved(line, fault, write_unproved(sealed, scratch))
        except Incomplete as incomplete:
            write_what_is_there(sealed, scratch)
            line = _lacking(line, incomplete.missing, is_opened=any(scratch.iterdir()))
        if any(scratch.iterdir()):
            scratch.rename(target)
            line = replace(line, opened_into=target.name)
    return line


def _identified(line: Line, envelope: Envelope) -> Line:
    return replace(
        line,
        instance=envelope.instance_id,
        form=envelope.form_id,
        version=envelope.version or "",
    )


def _judged(line: Line, signature: SignatureState) -> Line:
    review = None
    if signature is SignatureState.ABSENT:
        review = Review.NO_SIGNATURE
    elif not line.instance:
        review = Review.NO_INSTANCE_ID
    if review is None:
        return replace(line, state=Outcome.OPENED)
    return replace(line, state=Outcome.NEEDS_REVIEW, code=review.value, reason=review.sentence)


def _unproved(line: Line, fault: Unreadable, looked: Looked) -> Line:
    why = f"{fault.reason.sentence} {looked.where} What can be read was opened; none is proved."
    return replace(line, state=Outcome.NOT_PROVED, code=fault.reason.value, reason=why)


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        each.unlink()


def _lacking(line: Line, missing: Iterable[str], *, is_opened: bool) -> Line:
    rest = (
        "The rest was opened, but its seal cannot be checked."
        if is_opened
        else "Without it nothing can be opened."
    )
    why = f"Missing: {', '.join(missing)}. {rest}"
    return replace(line, state=Outcome.INCOMPLETE, code="missing_files", reason=why)


def _make_empty(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = not any(out.iterdir())
        if is_empty:
            out.chmod(0o700)
    except OSError as error:
        raise Refused(Code.FILE_PROBLEM, name=str(out), why=reason(error)) from error
    if not is_empty:
        why = "it is not empty, and nothing is overwritten; name a new folder"
        raise Refused(Code.FILE_PROBLEM, name=str(out), why=why)


def _free(name: str, taken: set[str]) -> str:
    """Keep a folder's name as it is when it can be kept and is what it looks like."""
    if not name.isprintable() or len(name.encode()) > _LONGEST or name.casefold() in taken:
        return file_name(name, taken)
    taken.add(name.casefold())
    return name


def _report(line: Line, *, with_header: bool) -> bytes:
    # People open this in a spreadsheet, and a stranger may have chosen the names.
    buffer = io.StringIO(newline="")
    names = [each.name for each in fields(Line)]
    rows = csv.writer(buffer)
    if with_header:
        rows.writerow(names)
    rows.writerow(formula_safe(getattr(line, name), ColumnType.TEXT) for name in names)
    # A file system may hold names that are no text: they are shown by their bytes.
    return buffer.getvalue().encode(errors="backslashreplace")
