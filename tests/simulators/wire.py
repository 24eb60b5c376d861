"""HTTP as ODK Collect speaks it through OkHttp: headers, passwords, redirects and repeats."""

from __future__ import annotations

import gzip
import http.client
import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit

_REDIRECTS = {300, 301, 302, 303, 307, 308}
_KEEP_THE_METHOD = {307, 308}
_MOST_REDIRECTS = 20
_SECONDS = 60


class BrokenConnection(Exception):  # noqa: N818 - says what happened
    """No answer came: Collect shows a network failure and tries again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `body` with its content type for a POST."""

    method: str
    url: str
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back after redirects; header names in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The password of a project, for its own host only, and whom the device trusts over https.

    With none configured Collect answers with an empty name and an empty password.
    """

    host: str = ""
    user_name: str = ""
    password: str = field(default="", repr=False)
    trusts: ssl.SSLContext | None = None

    def answer(self, url: str) -> str:
        """Return the header that answers a challenge; other hosts get empty credentials."""
        is_own = urlsplit(url).hostname == self.host
        pair = f"{self.user_name}:{self.password}" if is_own else ":"
        return f"Basic {b64encode(pair.encode('latin-1')).decode('ascii')}"


@dataclass(slots=True, kw_only=True)
class Wire:
    """One device's connections: kept alive, without cookies."""

    device_id: str
    clock: Callable[[], datetime]
    project: Project = field(default_factory=Project)
    user_agent: str = (
        "org.odk.collect.android/v2026.3.0 Dalvik/2.1.0 (Linux; U; Android 9; Made Up)"
    )
    log: list[Request] = field(default_factory=list)
    _open: dict[tuple[str, str], http.client.HTTPConnection] = field(default_factory=dict)
    _challenged: set[tuple[str, str]] = field(default_factory=set)

    def get(self, url: str) -> Answer:
        """Fetch an address, with the device's id added to its query."""
        return self.send(Request(method="GET", url=self.with_device(url)))

    def send(self, request: Request) -> Answer:
        """Send, following redirects as OkHttp does: a redirected POST becomes a GET."""
        repeated = False
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._answering(request)
            if not repeated and _asks_again(answer):
                repeated, answer = True, self._answering(request)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None:
                return answer
            request = _redirected(request, answer.status, location)
        raise BrokenConnection("too many redirects")

    def with_device(self, url: str) -> str:
        """Add the device's id after whatever query the address has."""
        return f"{url}{'&' if '?' in url else '?'}deviceID={quote(self.device_id, safe='')}"

    def close(self) -> None:
        """Hang up."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def _answering(self, request: Request) -> Answer:
        """Answer a challenge, once; after that the password goes out without being asked for."""
        answer = self._exchange(request)
        key = _server(request)
        challenge = answer.headers.get("www-authenticate", "").lower()
        can_answer = key[0] == "https" and challenge.startswith("basic")
        if answer.status != 401 or not can_answer or key in self._challenged:
            return answer
        self._challenged.add(key)
        return self._exchange(request)

    def _exchange(self, request: Request) -> Answer:
        self.log.append(request)
        key = _server(request)
        is_reused = key in self._open
        try:
            return self._once(key, request)
        except (http.client.HTTPException, OSError) as problem:
            self._open.pop(key).close()
            if not is_reused:
                raise BrokenConnection(type(problem).__name__) from problem
        try:  # the server had closed a connection that was idle
            return self._once(key, request)
        except (http.client.HTTPException, OSError) as problem:
            self._open.pop(key).close()
            raise BrokenConnection(type(problem).__name__) from problem

    def _once(self, key: tuple[str, str], request: Request) -> Answer:
        connection = self._open.get(key)
        if connection is None:
            connection = self._open[key] = self._connected(key)
        parts = urlsplit(request.url)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        body = request.body if request.method == "POST" else None
        connection.request(request.method, target, body=body, headers=self._headers(request))
        got = connection.getresponse()
        content = got.read()
        headers = {name.lower(): value for name, value in got.getheaders()}
        if headers.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(
            status=got.status, reason=got.reason, headers=headers, body=content, request=request
        )

    def _connected(self, key: tuple[str, str]) -> http.client.HTTPConnection:
        scheme, host = key
        if scheme == "https":
            return http.client.HTTPSConnection(host, timeout=_SECONDS, context=self.project.trusts)
        return http.client.HTTPConnection(host, timeout=_SECONDS)

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "X-OpenRosa-Version": "1.0",
            # Twelve hours without am or pm: Collect's own mistake.
            "Date": self.clock().strftime("%a, %d %b %Y %I:%M:%S GMT"),
            "User-Agent": self.user_agent,
            "Accept-Encoding": "gzip",
        }
        if _server(request) in self._challenged:
            headers["Authorization"] = self.project.answer(request.url)
        return headers | ({"Content-Type": request.content_type} if request.content_type else {})


def _server(request: Request) -> tuple[str, str]:
    parts = urlsplit(request.url)
    return parts.scheme, parts.netloc


def _asks_again(answer: Answer) -> bool:
    """OkHttp repeats once by itself after these."""
    return answer.status == 408 or (
        answer.status == 503 and answer.headers.get("retry-after") == "0"
    )


def _redirected(request: Request, status: int, location: str) -> Request:
    url = urljoin(request.url, location)
    if request.method in {"GET", "HEAD"} or status in _KEEP_THE_METHOD:
        return replace(request, url=url)
    return Request(method="GET", url=url)
