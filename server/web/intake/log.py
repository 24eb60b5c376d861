"""What the door writes to its log: one line a request, of named fields only.

No access code, no address of a client, no body and no text of an error is in the list, so none
can reach the log by mistake (R26). A line of the public pages is dated to the quarter hour.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from server.domain.quarter import quarter_of

FIELDS = (
    "at",
    "level",
    "event",
    "request_id",
    "method",
    "route",
    "status",
    "refusal",
    "error",
    "milliseconds",
)


def open_log(clock: Callable[[], datetime], stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return a log that writes JSON lines to `stream` (standard error)."""

    def stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        now = clock()
        at = quarter_of(now) if event.get("is_public") else now
        event["at"] = at.isoformat(timespec="milliseconds")
        return event

    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            stamp,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    return log


def only_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the fields of the list, in its order."""
    return {name: event[name] for name in FIELDS if name in event}
