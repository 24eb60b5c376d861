"""One process of the server: it accepts, waits for all clients in one thread, and ends in order."""

from __future__ import annotations

import ctypes
import logging
import resource
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from server.web.serving.channel import Channel
from server.web.serving.heads import LONGEST_HEAD
from server.web.serving.limits import Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

GRACE: Final = 30.0  # seconds for what is in hand when told to end
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_TICK: Final = 1.0
_FILES: Final = 4096
_READ: Final = 64 * 1024
_OUTPUT: Final = 16 * 1024 * 1024  # of one long answer; then its thread waits for the client
_UNLIMITED: Final = sys.maxsize


class Server(TcpWSGIServer):  # type: ignore[misc] # waitress has no types
    """Answers with an application at a socket that listens already."""

    channel_class = Channel

    def __init__(
        self, application: WSGIApplication, sock: socket.socket, limits: Limits, threads: int
    ) -> None:
        self.limits = limits
        self._ends: float | None = None
        sockinfo = (sock.family, sock.type, sock.proto, sock.getsockname())
        super().__init__(
            application,
            _sock=sock,
            adj=_adjustments(sock, threads),
            sockinfo=sockinfo,
            bind_socket=False,
        )

    def run(self) -> None:
        """Serve until told to end, and then until what is in hand is done."""
        looked = time.monotonic()
        while self._is_needed():
            wasyncore.loop(timeout=_TICK, use_poll=True, map=self._map, count=1)
            now = time.monotonic()
            if now - looked >= _TICK:
                looked = now
                self.maintenance(now)
        self.task_dispatcher.shutdown(timeout=_TICK)

    def end(self) -> None:
        """Take no more connections, and let `run` return when what is in hand is done."""
        self._ends = self._ends or time.monotonic() + GRACE
        self.accepting = False
        self.pull_trigger()

    def readable(self) -> bool:
        """Whether somebody may connect: there is room, or somebody who can make room."""
        channels = self.active_channels
        return self.accepting and (
            len(channels) < self.limits.connections
            or any(channel.is_waiting for channel in channels.values())
        )

    def handle_accept(self) -> None:
        """Take a connection, in the place of the slowest when there are too many."""
        if len(self.active_channels) >= self.limits.connections:
            now = time.monotonic()
            waiting = [each for each in self.active_channels.values() if each.is_waiting]
            min(waiting, key=lambda each: each.patience.pace(now)).handle_close()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        """Hang up on those who are not there any more."""
        for channel in list(self.active_channels.values()):
            if channel.is_stalled(now):
                channel.handle_close()

    def _is_needed(self) -> bool:
        if self._ends is None:
            return True
        is_busy = any(channel.is_in_hand for channel in self.active_channels.values())
        return is_busy and time.monotonic() < self._ends


def allow_many_files() -> None:
    """Let this process hold as many connections as it may, each with a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def end_with_parent() -> None:
    """Let this process be told to end when the one that began it is gone, however it went."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def quiet_log() -> None:
    """Let waitress say where it met trouble, and of what class; its words may quote a request."""
    for name in ("waitress", "waitress.queue"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Quiet()], False
        logger.setLevel(logging.ERROR)


class _Quiet(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        name = kind.__name__ if kind else f"in {record.funcName}"
        print(f"the server met an error: {name}", file=sys.stderr, flush=True)  # noqa: T201 - its log


def _adjustments(sock: socket.socket, threads: int) -> Any:
    host = sock.getsockname()[0]
    return Adjustments(
        sockets=[sock],
        threads=threads,
        server_name=f"[{host}]" if ":" in host else host,
        ident="",
        recv_bytes=_READ,
        max_request_header_size=LONGEST_HEAD,
        max_request_body_size=_UNLIMITED,  # the body counts for itself
        outbuf_overflow=_UNLIMITED,  # never to a file: an answer may be clear text
        outbuf_high_watermark=_OUTPUT,
        log_socket_errors=False,
        # X-Forwarded-* counts only as the settings say, and the application reads it.
        clear_untrusted_proxy_headers=False,
    )
