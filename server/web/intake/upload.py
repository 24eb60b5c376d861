"""Read an OpenRosa upload (multipart/form-data) piece by piece, within limits."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.http import parse_options_header

from server.errors import Code, Refused
from server.web.intake.body import MIB, Body, megabytes
from server.web.intake.multipart import Begin, Decoder
from server.web.intake.spool import Part, Spool

XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"

_LONGEST_BOUNDARY = 200  # RFC 2046 says 70; some clients put a whole URN there


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an upload may hold; `xml` is in bytes, `name` in bytes of one name in UTF-8.

    Collect sends at most 103 parts in one upload.
    """

    xml: int = 4 * MIB
    parts: int = 1000
    name: int = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One upload as read: the submission's XML and the other files by name, in order."""

    xml: Part
    files: dict[str, Part]


def boundary_of(content_type: str) -> bytes:
    """Return the boundary that a Content-Type header names; refuse any other kind of body."""
    kind, options = parse_options_header(content_type)
    if kind.lower() != "multipart/form-data":
        raise Refused(Code.BAD_UPLOAD, why="it is not a multipart/form-data upload")
    boundary = options.get("boundary", "")
    if not boundary or not boundary.isascii() or len(boundary) > _LONGEST_BOUNDARY:
        raise Refused(Code.BAD_UPLOAD, why="its Content-Type names no usable boundary")
    return boundary.encode("ascii")


def read_upload(body: Body, boundary: bytes, limits: Limits, spool: Spool) -> Upload:
    """Read the body's parts into the spool.

    Raises:
        Refused: TOO_LARGE, BAD_UPLOAD, NO_SUBMISSION_PART; the rest of the body is left unread.
    """
    reading, decoder = _Reading(limits, spool), Decoder(boundary)
    while data := body.read():
        for event in decoder.feed(data):
            reading.take(event)
    if not decoder.is_at_end:
        raise Refused(Code.BAD_UPLOAD, why="it is cut short, or is not well-formed multipart")
    return reading.upload()


class _Reading:
    """The parts read so far."""

    def __init__(self, limits: Limits, spool: Spool) -> None:
        self._limits = limits
        self._spool = spool
        self._xml: Part | None = None
        self._files: dict[str, Part] = {}
        self._current: Part | None = None

    def take(self, event: Begin | bytes) -> None:
        """Use what the decoder found."""
        if isinstance(event, Begin):
            self._current = self._begin(event)
        elif self._current is not None:
            self._current.write(event)
            if self._current is self._xml and self._xml.size > self._limits.xml:
                raise Refused(Code.TOO_LARGE, limit=megabytes(self._limits.xml))

    def upload(self) -> Upload:
        """Return everything read."""
        if self._xml is None or not self._xml.size:
            raise Refused(Code.NO_SUBMISSION_PART)
        # Collect marks an upload that others will follow. Whether a submission is complete is
        # told by the files it names, since an interrupted run sends everything again.
        self._files.pop(INCOMPLETE_PART, None)
        return Upload(xml=self._xml, files=self._files)

    def _begin(self, event: Begin) -> Part:
        part = self._spool.new_part()
        if event.name == XML_PART:
            if self._xml is not None:
                raise Refused(Code.BAD_UPLOAD, why=f"it holds two parts named {XML_PART}")
            self._xml = part
            return part
        name = self._name(event)
        if name in self._files:
            raise Refused(Code.BAD_UPLOAD, why="two of its parts have the same name")
        if len(self._files) >= self._limits.parts - 1:
            raise Refused(Code.BAD_UPLOAD, why=f"it holds more than {self._limits.parts} parts")
        self._files[name] = part
        return part

    def _name(self, event: Begin) -> str:
        """Return the file's name: `filename`, or `name` where a client gives only that."""
        name = event.filename or event.name
        if not 0 < len(name.encode("utf-8", "replace")) <= self._limits.name:
            raise Refused(Code.BAD_UPLOAD, why="one of its parts has no name, or too long a one")
        return name
