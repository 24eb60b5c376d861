"""A request's body, read once, counted, and never beyond its limit."""

from __future__ import annotations

from typing import IO

from werkzeug.exceptions import ClientDisconnected

from server.errors import Code, Refused

MIB = 1024 * 1024
_READ = 64 * 1024


class Body:
    """The body as a stream of pieces; `limit` and sizes are in bytes."""

    def __init__(self, stream: IO[bytes], declared: int | None, limit: int) -> None:
        self._stream = stream
        self._declared = declared
        self._limit = limit
        self._size = 0

    def check_length(self) -> None:
        """Refuse at once a body that says itself that it is too large."""
        if self._declared is not None and self._declared > self._limit:
            raise Refused(Code.TOO_LARGE, limit=megabytes(self._limit))

    def read(self) -> bytes:
        """Return the next piece, nothing at the end.

        Raises:
            Refused: TOO_LARGE past the limit, BAD_UPLOAD when the connection broke or the client
                cut the body into impossible chunks, BUSY when it found no room.
        """
        data = self._next()
        if self._size > self._limit:
            raise Refused(Code.TOO_LARGE, limit=megabytes(self._limit))
        if not data and self._declared is not None and self._size < self._declared:
            raise Refused(Code.BAD_UPLOAD, why="it was cut short on its way")
        return data

    def _next(self) -> bytes:
        try:
            data = self._stream.read(_READ)
        except (OSError, ClientDisconnected) as problem:
            raise Refused(Code.BAD_UPLOAD, why="it was cut short on its way") from problem
        self._size += len(data)
        return data


def megabytes(size: int) -> str:
    """Write a limit as a person reads it."""
    return f"{size // MIB} megabytes"
