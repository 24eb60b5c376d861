"""Running the applications in processes that share one socket."""

from __future__ import annotations

import ctypes
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from server.app import create_all, create_console, create_intake
from server.errors import Refused
from server.settings import Settings
from server.storage.engine import Database, open_database
from server.web.intake.body import MIB
from server.web.portal.application import Chance, new_chance
from server.web.serving.limits import HEAD_PATIENCE, Limits, room_for
from server.web.serving.server import Server, allow_many_files, quiet_log
from server.web.serving.supervisor import CANNOT_BEGIN, keep_running

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_M_ARENA_MAX = -8  # malloc.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The socket that listens, and how many processes there are and threads in each.

    `head_patience` is how many seconds the header lines of a request may take.
    """

    listener: socket.socket
    workers: int = 2
    threads: int = 8
    head_patience: float = HEAD_PATIENCE


class Application(Protocol):
    """What builds one of the applications."""

    def __call__(
        self, settings: Settings, database: Database, *, chance: Chance
    ) -> WSGIApplication:
        """Build it; `chance` is the same in every process."""


def _console(settings: Settings, database: Database, *, chance: Chance) -> WSGIApplication:
    del chance  # the console counts in the database
    return create_console(settings, database)


APPLICATIONS: Final[Mapping[str, Application]] = {
    "intake": create_intake,
    "console": _console,
    "all": create_all,
}


def run(settings: Settings, serving: Serving, application: Application) -> int:
    """Serve an application until told to stop, and return the code to exit with."""
    chance = new_chance()  # before the processes part, so that all have the same
    quiet_log()

    def work() -> None:
        try:
            _serve(settings, serving, application, chance)
        except Refused as refusal:
            print(f"Error: {refusal.sentence}", file=sys.stderr)  # noqa: T201 - a process of its own
            raise SystemExit(CANNOT_BEGIN) from refusal

    return keep_running(serving.workers, work)


def _serve(settings: Settings, serving: Serving, application: Application, chance: Chance) -> None:
    """Build the application and answer with it, in one process after the fork."""
    _share_memory_between_threads()
    allow_many_files()
    database = open_database(settings.database_url)
    longest = settings.max_upload + MIB
    limits = Limits(
        accepts=settings.max_upload,
        longest_body=longest,
        room=room_for(longest),
        trusted_proxies=settings.trusted_proxies,
        head_patience=serving.head_patience,
    )
    server = Server(
        application(settings, database, chance=chance), serving.listener, limits, serving.threads
    )
    signal.signal(signal.SIGTERM, lambda *_: server.end())
    server.run()
    database.close()


def _share_memory_between_threads() -> None:
    """Let glibc keep one pool of freed memory instead of one for each thread.

    A thread that has handled one large upload would otherwise hold on to its memory for ever;
    measured with eight threads, that made 720 MB of what is now 150.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
