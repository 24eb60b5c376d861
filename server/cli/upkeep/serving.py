"""Running the applications under gunicorn."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from gunicorn.app.base import BaseApplication

from server.app import create_all, create_console, create_intake
from server.settings import Settings
from server.storage.engine import Database, open_database
from server.web.portal.application import Chance, new_chance
from server.web.worker import HEAD_PATIENCE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_M_ARENA_MAX = -8  # malloc.h
_HEADER_LINE = 8190
_HEADER_LINES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Where to listen, with how many processes and threads in each.

    `head_patience` is how many seconds the header lines of a request may take.
    """

    address: str
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


def run(settings: Settings, serving: Serving, application: Application) -> None:
    """Serve an application until the process is told to stop."""
    _Gunicorn(settings, serving, application).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn, told everything here and nothing by files or the environment."""

    def __init__(self, settings: Settings, serving: Serving, application: Application) -> None:
        self._settings = settings
        self._application = application
        self._options = options(serving)
        self._chance = new_chance()  # before the processes part, so that all have the same
        self.accepts = settings.max_upload  # for the worker's own answers
        self.head_patience = serving.head_patience  # for the worker too
        super().__init__()

    def load_config(self) -> None:
        """Set every option."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Build the application, in each process after the fork."""
        _share_memory_between_threads()
        database = open_database(self._settings.database_url)
        return self._application(self._settings, database, chance=self._chance)


def _share_memory_between_threads() -> None:
    """Let glibc keep one pool of freed memory instead of one for each thread.

    A thread that has handled one large upload would otherwise hold on to its memory for ever;
    measured with eight threads, that made 720 MB of what is now 150.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def options(serving: Serving) -> dict[str, Any]:
    """Return gunicorn's options."""
    return {
        "bind": [serving.address],
        "workers": serving.workers,
        "threads": serving.threads,
        "worker_class": "server.web.worker.DoorWorker",
        "logger_class": "server.web.worker.QuietLogger",
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 30,
        "limit_request_line": 4094,
        "limit_request_fields": _HEADER_LINES,
        "limit_request_field_size": _HEADER_LINE,
        # Who is asking for what is not written down (R26); the application logs one line without
        # code or address for each request.
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        # X-Forwarded-* counts only as the settings say, and the application reads it.
        "forwarded_allow_ips": "",
        "control_socket_disable": True,
    }
