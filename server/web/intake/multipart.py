"""Take a multipart/form-data body apart (RFC 2046 §5.1, RFC 7578) while it arrives.

Werkzeug's own decoder compiles two regular expressions for each body, as each has a boundary of
its own; that took longer than everything else that is done with a small submission.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.http import parse_options_header

from server.errors import Code, Refused

_LONGEST_HEADER = 16 * 1024
_LINE = b"\r\n"
_BLANK_LINE = b"\r\n\r\n"
_BLANKS = b" \t\r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """A part begins; `filename` is "" where the client gave none."""

    name: str
    filename: str


class Decoder:
    """Give it the body piece by piece; it holds no more than a boundary or a part's header."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = _LINE + b"--" + boundary
        self._buffer = bytearray(_LINE)  # the first boundary needs no line before it
        self._is_in_part = False
        self.is_at_end = False

    def feed(self, data: bytes) -> Iterator[Begin | bytes]:
        """Yield the beginnings and the contents of parts, as far as the bytes so far tell.

        Raises:
            Refused: BAD_UPLOAD.
        """
        if self.is_at_end:
            return  # what follows the last boundary means nothing
        self._buffer += data
        while not self.is_at_end:
            at = self._buffer.find(self._mark)
            content = self._take(at if at >= 0 else max(0, len(self._buffer) - len(self._mark) + 1))
            if self._is_in_part and content:
                yield content
            begin = self._pass_mark() if at >= 0 else None
            if begin is None:
                return
            yield begin

    def _pass_mark(self) -> Begin | None:
        """Read the boundary at the start of the buffer with the header after it.

        None when they are not wholly there yet, or when this was the last boundary.
        """
        start = len(self._mark)
        if len(self._buffer) < start + 2:
            return None
        if self._buffer[start : start + 2] == b"--":
            self.is_at_end = True
            return None
        line, end = self._buffer.find(_LINE, start), self._buffer.find(_BLANK_LINE, start)
        padding = self._buffer[start : line if line >= 0 else None]
        header_length = (end if end >= 0 else len(self._buffer)) - start
        if padding.strip(_BLANKS) or header_length > _LONGEST_HEADER:
            raise _malformed()
        if end < 0:
            return None
        header = bytes(self._buffer[line + len(_LINE) : end])
        self._take(end + len(_BLANK_LINE))
        self._is_in_part = True
        return _begin(header)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


def _begin(header: bytes) -> Begin:
    """Read a part's header; only its Content-Disposition counts."""
    try:
        lines = header.decode("utf-8").split("\r\n")
    except UnicodeDecodeError as problem:
        raise _malformed() from problem
    for line in lines:
        field, _, value = line.partition(":")
        if field.strip().lower() == "content-disposition":
            _, options = parse_options_header(value)
            return Begin(name=options.get("name", ""), filename=options.get("filename", ""))
    raise _malformed()


def _malformed() -> Refused:
    return Refused(Code.BAD_UPLOAD, why="it is cut short, or is not well-formed multipart")
