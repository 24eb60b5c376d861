"""Sending a finished instance as ODK Collect does: the question, the batches, the verdict."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from uuid import UUID

from tests.simulators.documents import read_message
from tests.simulators.wire import Answer, BrokenConnection, Request, Wire

DEFAULT_LIMIT = 10_000_000
_BATCH = 100  # a batch is closed when it holds more
_TYPES = {
    "3gpp": "audio/3gpp",
    "amr": "audio/amr",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "xml": "text/xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A finished submission on the tablet; `action` is its form's own submission address."""

    xml: bytes
    files: tuple[tuple[str, bytes], ...] = ()
    xml_name: str = "Case report_2026-11-22_10-15-00.xml"
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How sending one instance ended, and the sentence Collect shows."""

    is_sent: bool
    message: str
    posts: int = 0


class _Failure(Exception):  # noqa: N818 - read as "raise Failure"
    """Sending stopped; the argument is what Collect shows."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """One run of the uploader."""

    wire: Wire
    server_url: str
    randomness: random.Random
    _remapped: dict[str, str] = field(default_factory=dict)
    _posts: int = 0

    def send(self, instance: Instance) -> Outcome:
        """Send one instance, in as many uploads as its files need."""
        self._posts = 0
        try:
            message = self._send(instance)
        except _Failure as failure:
            return Outcome(is_sent=False, message=str(failure), posts=self._posts)
        except BrokenConnection as problem:
            return Outcome(is_sent=False, message=f"Network: {problem}", posts=self._posts)
        return Outcome(is_sent=True, message=message, posts=self._posts)

    def _send(self, instance: Instance) -> str:
        address, limit = self._ask(self.wire.with_device(self._address(instance)))
        message = ""
        for files, is_last in batches(instance, limit):
            message = self._judge(self._post(address, instance, files, is_last=is_last))
        return message

    def _address(self, instance: Instance) -> str:
        if instance.action:
            return instance.action.strip()
        return f"{self.server_url.removesuffix('/')}/submission"

    def _ask(self, address: str) -> tuple[str, int]:
        """Ask by HEAD; return where to post and how many bytes fit in one upload."""
        if address in self._remapped:
            return self._remapped[address], DEFAULT_LIMIT
        answer = self.wire.send(Request(method="HEAD", url=address))
        if answer.status == 204:
            limit = int(answer.headers.get("x-openrosa-accept-content-length", DEFAULT_LIMIT))
            return self._moved(address, answer), limit
        if answer.status == 401:
            raise _Failure("Authentication requested")
        if 200 <= answer.status < 300:
            raise _Failure("Is this an OpenRosa submission endpoint?")
        return address, DEFAULT_LIMIT  # everything else is ignored

    def _moved(self, address: str, answer: Answer) -> str:
        location = answer.headers.get("location")
        if location is None:
            return address
        here, there = urlsplit(address), urlsplit(unquote(location))
        if (there.hostname or "").lower() != (here.hostname or "").lower():
            raise _Failure("Unexpected redirection attempt to a different host")
        if not there.query:
            there = there._replace(query=here.query)
        self._remapped[address] = there.geturl()
        return there.geturl()

    def _post(
        self, address: str, instance: Instance, files: list[tuple[str, bytes]], *, is_last: bool
    ) -> Answer:
        self._posts += 1
        boundary = str(UUID(int=self.randomness.getrandbits(128), version=4))
        parts = [part("xml_submission_file", instance.xml_name, instance.xml)]
        parts += [part(name, name, content) for name, content in files]
        if not is_last:
            parts.append(part("*isIncomplete*", None, b"yes"))
        return self.wire.send(
            Request(
                method="POST",
                url=address,
                content_type=f"multipart/form-data; boundary={boundary}",
                body=multipart(boundary, parts),
            )
        )

    @staticmethod
    def _judge(answer: Answer) -> str:
        """Only 201 and 202 are success."""
        message = read_message(answer.body)
        if answer.status in {201, 202}:
            return message or "Success"
        if answer.status == 204:
            raise _Failure("No content")
        if answer.status == 200:
            raise _Failure("Network login failure? Again?")
        if answer.status == 401:
            raise _Failure(f"{answer.reason} (401)")
        if message:
            raise _Failure(f"Error: {message}")
        if answer.status == 400:
            raise _Failure("Make sure the form is configured to accept submissions")
        raise _Failure(f"{answer.reason} ({answer.status}) at {answer.request.url}")


def batches(instance: Instance, limit: int) -> Iterator[tuple[list[tuple[str, bytes]], bool]]:
    """Yield the files of each upload and whether it is the last; only files' bytes are counted."""
    left = list(instance.files)
    while True:
        batch, size = [], len(instance.xml)
        while left:
            batch.append(left.pop(0))
            size += len(batch[-1][1])
            if left and (len(batch) > _BATCH or size + len(left[0][1]) > limit):
                break
        yield batch, not left
        if not left:
            return


def part(name: str, filename: str | None, content: bytes) -> bytes:
    """Write one part as OkHttp does: raw UTF-8 names, no length."""
    disposition = f'form-data; name="{_quoted(name)}"'
    if filename is None:
        return f"Content-Disposition: {disposition}\r\n\r\n".encode() + content
    kind = _TYPES.get(filename.rpartition(".")[2].lower(), "application/octet-stream")
    head = f'Content-Disposition: {disposition}; filename="{_quoted(filename)}"\r\n'
    return f"{head}Content-Type: {kind}\r\n\r\n".encode() + content


def multipart(boundary: str, parts: list[bytes]) -> bytes:
    """Join parts into a body."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + each + b"\r\n" for each in parts) + mark + b"--\r\n"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
