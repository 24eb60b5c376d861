"""Gunicorn's threaded worker, made fit for the open network.

Three things it does not do by itself: hang up on clients so slow that they only hold a thread,
answer malformed HTTP in OpenRosa's way, and keep access codes and what was sent out of its log.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from server.errors import Code, Refused
from server.odk import openrosa
from server.odk.openrosa import Nature
from server.web.portal.headers import HEADERS, NO_PAGE, permissions

HEAD_PATIENCE = 20.0  # seconds for all header lines: a few hundred bytes from an honest client
PATIENCE = 60.0  # seconds before a request is judged; as long as Collect waits for one answer
SLOWEST = 256  # bytes a second that count as alive after that: a tenth of a bad telephone line

# tcp_info.tcpi_bytes_acked and tcpi_bytes_received of Linux: two 64-bit numbers from byte 120.
_TCP_INFO: int | None = getattr(socket, "TCP_INFO", None)
_MOVED = struct.Struct("=120xQQ")

_STATUS = {
    errors.LimitRequestLine: (414, "URI Too Long"),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large"),
    errors.ExpectationFailed: (417, "Expectation Failed"),
    errors.UnsupportedTransferCoding: (501, "Not Implemented"),
}
_GUARDED = "".join(
    f"{name}: {text}\r\n"
    for name, text in {
        **HEADERS,
        "Content-Security-Policy": NO_PAGE,
        "Permissions-Policy": permissions(),
        "Cache-Control": "no-store",
    }.items()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request being served: when it began, and how much the connection had moved before.

    `has_head` is whether all its header lines have come; `head_patience` is how many seconds they
    may take.
    """

    began: float
    moved: int
    head_patience: float
    has_head: bool = False

    def is_stalled(self, now: float, moved: int) -> bool:
        """Whether the client is not really there any more, or does not mean to be."""
        if not self.has_head:
            return now - self.began > self.head_patience
        late = now - self.began - PATIENCE
        return late > 0 and moved - self.moved < late * SLOWEST


class DoorWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """The worker class of `lespwa serve`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._exchanges: dict[Any, Exchange] = {}

    def handle(self, conn: Any) -> Any:
        """Serve one request in a thread, under the eyes of the main loop."""
        self._exchanges[conn] = Exchange(
            began=time.monotonic(),
            moved=_moved(conn.sock),
            head_patience=self.app.head_patience,
        )
        try:
            return super().handle(conn)
        finally:
            del self._exchanges[conn]

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request whose header lines have all come."""
        self._exchanges[conn] = replace(self._exchanges[conn], has_head=True)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Hang up on the dead, once a second; the thread that waits for one then wakes up."""
        super().murder_pending()
        now = time.monotonic()
        for conn, exchange in list(self._exchanges.items()):
            if exchange.is_stalled(now, _moved(conn.sock)):
                _hang_up(conn.sock)

    def handle_error(self, req: object, client: Any, addr: object, exc: BaseException) -> None:
        """Answer what was not even HTTP, without repeating or logging any of it."""
        del req, addr
        is_theirs = isinstance(exc, errors.ParseException)
        status, reason = _STATUS.get(
            type(exc), (400, "Bad Request") if is_theirs else (500, "Internal Server Error")
        )
        self.log.warning("unreadable request: %s", type(exc).__name__)
        try:
            write_nonblock(client, answer(status, reason, self.app.accepts))
        except OSError:
            self.log.debug("the client has gone")


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn's log without tracebacks: the text of an error may quote what was sent."""

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log the class of the error only."""
        del msg, args, kwargs
        error = sys.exc_info()[0]
        self.error("the server met an error: %s", error.__name__ if error else "unknown")


def answer(status: int, reason: str, accepts: int) -> bytes:
    """Write a whole HTTP answer for a request that no application has seen."""
    code = Code.BUG if status == Code.BUG.value.status else Code.BAD_REQUEST
    body = openrosa.response(Refused(code).sentence, Nature.REFUSED)
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\n"
        f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime())}\r\n"
        f"X-OpenRosa-Version: 1.0\r\nX-OpenRosa-Accept-Content-Length: {accepts}\r\n"
        f"Content-Type: {openrosa.CONTENT_TYPE}\r\nContent-Length: {len(body)}\r\n{_GUARDED}\r\n"
    )
    return head.encode("ascii") + body


def _moved(sock: socket.socket) -> int:
    """Return how many bytes a connection has carried both ways; 0 where nobody counts them."""
    if _TCP_INFO is None:
        return 0
    try:
        return sum(_MOVED.unpack(sock.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _MOVED.size)))
    except OSError:  # closed already, or not TCP
        return 0


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is gone
