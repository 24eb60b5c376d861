"""One connection: waitress' channel, which takes one request at a time and knows its patience."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from server.web.serving.answers import answer
from server.web.serving.limits import Limits
from server.web.serving.patience import Patience
from server.web.serving.request import Request

_LINGER: Final = 2.0  # seconds for a client to take its last answer, while it may be sending still


class AnswerTask(WSGITask):  # type: ignore[misc] # waitress has no types
    """Answers a request by the application."""

    def set_close_on_finish(self) -> None:
        """Close after the answer; not where one has no body, whose end waitress cannot tell."""
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version != "1.1" or asked == "close":
            super().set_close_on_finish()


class MalformedTask(ErrorTask):  # type: ignore[misc] # waitress has no types
    """Answers a request that no application has seen."""

    def execute(self) -> None:
        """Write the answer, and close the connection after it."""
        status = self.request.fault or self.request.error.code
        self.close_on_finish = self.wrote_header = True
        self.channel.write_soon(answer(status, self.channel.limits.accepts))


class Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection; all but `service` and what it calls happens in the one thread that waits."""

    request: Request | None
    close_when_flushed: bool
    task_class = AnswerTask
    error_task_class = MalformedTask

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002 - waitress' own
        self.limits: Limits = server.limits
        now = time.monotonic()
        self.patience = Patience(opened=now, since=now)
        self._ahead = b""  # what came behind the request that is being answered
        self._lingers = False
        super().__init__(server, sock, addr, adj, map)

    def parser_class(self, adjustments: Any) -> Request:
        """Return a request of which nothing has come yet."""
        return Request(adjustments, self.limits, self.addr[0])

    def writable(self) -> bool:
        """Whether something is to be sent; after the last answer, hear the client out."""
        if self.close_when_flushed and not self.total_outbufs_len and self.connected:
            self.close_when_flushed, self._lingers, self._ahead = False, True, b""
            self.patience.begin(time.monotonic())
            with contextlib.suppress(OSError):  # it is gone
                self.socket.shutdown(socket.SHUT_WR)
        return bool(super().writable())

    def readable(self) -> bool:
        """Whether more may come: only when what came before is answered and the answer is gone."""
        if not self._is_free():
            return False
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            self.received(ahead)
        return self._is_free()

    def handle_read(self) -> None:
        """Take what has come, or see that no more will."""
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return
        except OSError:
            self.handle_close()
            return
        self.patience.moved += len(data)
        if data and not self._lingers:
            self.received(data)
        elif data:
            return
        elif self.request is not None and self.request.body_rcv is not None:
            self.request.cut()
            self._hand_on(self.request)
        else:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Take the data as far as they belong to one request."""
        with self.requests_lock:
            while data and not self.requests:
                data = data[self._take(data) :]
            self._ahead = data
        return True

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002 - waitress' own
        """Send, and count it."""
        sent: int = super().send(data, do_close)
        self.patience.moved += sent
        return sent

    def handle_close(self) -> None:
        """Close, and give back what a half-sent request holds."""
        if self.request is not None:
            self.request.close()
            self.request = None
        super().handle_close()

    @property
    def is_waiting(self) -> bool:
        """Whether the client has the next move: no request of it is being answered."""
        return not self.requests

    @property
    def is_in_hand(self) -> bool:
        """Whether something would be lost if the connection were closed now."""
        return bool(self.requests or self.total_outbufs_len) or self._is_in_body

    def is_stalled(self, now: float) -> bool:
        """Whether the client is not really there any more, or does not mean to be."""
        if self.total_outbufs_len or self._is_in_body:
            return self.patience.is_over(now)
        if self.requests:
            self.patience.begin(now)  # it is we who are slow
            return False
        patience = _LINGER if self._lingers else self.limits.head_patience
        return now - self.patience.since > patience

    @property
    def _is_in_body(self) -> bool:
        return self.request is not None and self.request.headers_finished

    def _take(self, data: bytes) -> int:
        if self.request is None:
            self.request = self.parser_class(self.adj)
        request, had_head = self.request, self.request.headers_finished
        taken = request.received(data)
        if request.headers_finished and not had_head:
            self.patience.begin(time.monotonic())
        if request.completed:
            self._hand_on(request)
        elif request.expect_continue and request.headers_finished:
            self.send_continue()
        return taken

    def _hand_on(self, request: Request) -> None:
        """Let a thread answer the request, which has all come."""
        self.request = None
        self.patience.begin(time.monotonic())
        if not request.empty:
            self.requests.append(request)
            self.server.add_task(self)

    def _is_free(self) -> bool:
        is_ending = self.will_close or self.close_when_flushed or not self.connected
        return not (is_ending or self.requests or self.total_outbufs_len)
