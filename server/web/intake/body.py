"""A request's body, read once, counted, and never beyond its limit."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic
from typing import IO

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected

from server.errors import Code, Refused

MIB = 1024 * 1024
_READ = 64 * 1024
_SIP = 1024  # from a stranger, so that the time is looked at in between
STRANGERS_SECONDS = 10.0


class Body:
    """The body as a stream of pieces; `limit` and sizes are in bytes."""

    def __init__(self, stream: IO[bytes], declared: int | None, limit: int) -> None:
        self._stream = stream
        self._declared = declared
        self._limit = limit
        self._size = 0
        self._is_at_end = False
        self.is_welcome = False  # until the sender's access code is known to be good

    def check_length(self) -> None:
        """Refuse at once a body that says itself that it is too large."""
        if self._declared is not None and self._declared > self._limit:
            raise Refused(Code.TOO_LARGE, limit=megabytes(self._limit))

    def read(self) -> bytes:
        """Return the next piece, nothing at the end.

        Raises:
            Refused: TOO_LARGE past the limit, BAD_UPLOAD when the connection broke or the client
                cut the body into impossible chunks.
        """
        data = self._next(_READ)
        if self._size > self._limit:
            raise Refused(Code.TOO_LARGE, limit=megabytes(self._limit))
        if not data and self._declared is not None and self._size < self._declared:
            raise Refused(Code.BAD_UPLOAD, why="it was cut short on its way")
        return data

    def drain(self, now: Callable[[], float] = monotonic) -> None:
        """Read and forget what a refused client still sends, so that it comes to see the answer.

        A client that meets a closed connection in the middle of sending reports a broken network
        instead of the refusal, and tries again for ever. Stops after twice the limit; and soon
        where the sender is a stranger, who may send slowly only to hold a thread.
        """
        end = now() + (inf if self.is_welcome else STRANGERS_SECONDS)
        size = _READ if self.is_welcome else _SIP
        while not self._is_at_end and self._size <= 2 * self._limit and now() < end:
            try:
                self._next(size)
            except Refused:
                return

    def _next(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except (OSError, ParseException, ClientDisconnected) as problem:
            self._is_at_end = True
            raise Refused(Code.BAD_UPLOAD, why="it was cut short on its way") from problem
        self._size += len(data)
        self._is_at_end = not data or self._size == self._declared
        return data


def megabytes(size: int) -> str:
    """Write a limit as a person reads it."""
    return f"{size // MIB} megabytes"
