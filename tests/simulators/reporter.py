"""Somebody with a browser who reports: the sum is done first, then the sealed report is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.simulators.sending import Instance, multipart, part

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Their client, where it seems to be, and what it puts into every header."""

    client: FlaskClient
    address: str = "203.0.113.7"
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self._all(headers), environ_base=self._environ())

    def task(self) -> Mapping[str, object]:
        found: Mapping[str, object] = self.get("/report/work").get_json()
        return found

    def send(
        self, instance: Instance, *, work: str | None, path: str = "/report/tip/submission"
    ) -> TestResponse:
        """Send once, with work that was done for it or without."""
        parts = [part("xml_submission_file", "submission.xml", instance.xml)]
        parts += [part(name, name, content) for name, content in instance.files]
        headers = {"Accept": "application/json"} | ({} if work is None else {"X-Work": work})
        return self.client.post(
            path,
            data=multipart("b", parts),
            content_type="multipart/form-data; boundary=b",
            headers=self._all(headers),
            environ_base=self._environ(),
        )

    def report(self, instance: Instance, path: str = "/report/tip/submission") -> TestResponse:
        """Do the work and send."""
        return self.send(instance, work=solve(self.task()), path=path)

    def _environ(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}

    def _all(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}


def solve(task: Mapping[str, object]) -> str:
    """Do the work as the page's script does."""
    challenge, puzzles, bits = str(task["challenge"]), task["puzzles"], task["bits"]
    seed = sha256(challenge.encode())
    assert isinstance(puzzles, int)
    assert isinstance(bits, int)
    return ".".join([challenge, *(_nonce(seed.digest(), each, bits) for each in range(puzzles))])


def _nonce(seed: bytes, number: int, bits: int) -> str:
    start, most = sha256(seed + number.to_bytes(4, "big")), 1 << (256 - bits)
    for nonce in range(1 << 32):
        tried = start.copy()
        tried.update(nonce.to_bytes(4, "big"))
        if int.from_bytes(tried.digest(), "big") < most:
            return base36(nonce)
    raise AssertionError("no nonce solves it")


def base36(number: int) -> str:
    """Write a number as scripts do."""
    text = ""
    while number or not text:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text
