"""One request while it arrives: waitress' parser, stricter, and with a body that is bounded."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver

from server.services.entrance.throttle import network_of
from server.web.portal.address import address_among
from server.web.serving.body import ArrivingBody
from server.web.serving.heads import fault_of
from server.web.serving.limits import Limits

_LONGEST_CONTROL_LINE: Final = 1024  # the size of a chunk, and what may follow it
_LONGEST_TRAILER: Final = 8190


class Request(HTTPRequestParser):  # type: ignore[misc] # waitress has no types
    """A request as far as it has come; `fault` is set when no application is to see it."""

    error: Any
    completed: bool
    expect_continue: bool

    def __init__(self, adjustments: Any, limits: Limits, address: str) -> None:
        super().__init__(adjustments)
        self._limits, self._address = limits, address
        self._body: ArrivingBody | None = None
        self.fault: HTTPStatus | None = None

    def received(self, data: bytes) -> int:
        """Take what belongs to this request, and return how many bytes of the data that was."""
        taken: int = super().received(data)
        if self.error is not None and self.fault is None and self._body is not None:
            self.cut()  # the body fell into impossible chunks
        if self._body is not None and not self.completed:
            self._end_early(self._body)
        return taken

    def parse_header(self, head: bytes) -> None:
        """Read the head.

        Raises:
            ParsingError: it cannot be read in one way only.
        """
        self.fault = fault_of(head)
        if self.fault is not None:
            raise ParsingError(self.fault.phrase)
        try:
            super().parse_header(head)
        except ValueError as problem:  # an address such as http://[/
            raise ParsingError(HTTPStatus.BAD_REQUEST.phrase) from problem
        if self.body_rcv is not None:
            said = self.headers.get("X_FORWARDED_FOR", "")
            address = address_among(said, self._address, self._limits.trusted_proxies)
            self._body = ArrivingBody(
                self._limits.room, network_of(address), self._limits.longest_body
            )
            self.body_rcv.buf = self._body

    def cut(self) -> None:
        """Let the application answer that the rest of the body will never come."""
        if self._body is not None:
            self._body.cut()
        self._end()

    def _end_early(self, body: ArrivingBody) -> None:
        """End a body that is only being dropped, or that never began."""
        receiver, longest = self.body_rcv, self._limits.longest_body
        if self.expect_continue and self.content_length > longest:
            self._end()  # the client asked first: it need not send any of it
        elif body.size > 2 * longest:
            self._end()
        elif isinstance(receiver, ChunkedReceiver) and (
            len(receiver.control_line) > _LONGEST_CONTROL_LINE
            or len(receiver.trailer) > _LONGEST_TRAILER
        ):
            self.cut()

    def _end(self) -> None:
        """Hand it on as it is, and close the connection after the answer."""
        self.error, self.completed, self.expect_continue = None, True, False
        self.headers["CONNECTION"] = "close"
        if self._body is not None:
            self.headers.setdefault("CONTENT_LENGTH", str(self._body.size))
