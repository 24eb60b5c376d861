"""The three questions that tablets ask most, answered without the machinery of a framework.

Whether a submission may be sent, which forms there are, which files a form has: by a tablet with
its code in the address, and when the answer is yes. Whatever is unusual, a refusal above all, goes
on to the application, which answers every request itself and the usual ones with the same bytes.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from structlog.typing import FilteringBoundLogger
from werkzeug.http import http_date
from werkzeug.wsgi import get_host

from server.errors import Refused
from server.odk import openrosa
from server.services.intake import offers
from server.services.intake.admission import Credentials, ask_at_the_door
from server.web.intake.addresses import Addresses
from server.web.intake.door import Door
from server.web.intake.lists import Lists, listed_file
from server.web.portal.headers import guards

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ADDRESS: Final = re.compile(
    r"/key/(?P<token>[A-Za-z0-9_-]{43})"
    r"/(?:(?P<ask>submission)|(?P<list>formList)|forms/(?P<files>[0-9a-f]{32})/manifest)"
)
_METHODS: Final = {"ask": "HEAD", "list": "GET", "files": "GET"}
_ROUTES: Final = {
    "ask": "/key/<token>/submission",
    "list": "/key/<token>/formList",
    "files": "/key/<token>/forms/<version_id>/manifest",
}
# A plain one; whether another is a name at all is for the application to say.
_HOST: Final = re.compile(r"(?!.*xn--)[a-z0-9.-]+(:[1-5]?[0-9]{1,4})?", re.IGNORECASE)
# Nothing, or what Collect adds to every address: the id of its device, with %3A for a colon.
_QUERY: Final = re.compile(r"(deviceID=([A-Za-z0-9._~:-]|%3A)*)?")
# With any of these the answer may be another one.
_UNUSUAL: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "SCRIPT_NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A usual question: `what` it is, by whom, and of which form version if of one."""

    what: str
    credentials: Credentials
    addresses: Addresses
    version_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickLane:
    """Stands before an application and answers what is usual."""

    application: WSGIApplication
    door: Door
    log: FilteringBoundLogger
    lists: Lists = field(default_factory=Lists)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer, or let the application do it."""
        began = time.perf_counter()
        asked = _read(environ, self.door.public_url)
        try:
            content = None if asked is None else self._answer(asked)
        except (Refused, NoConnection, OperationalError, self._database_is_away):
            content = None
        if asked is None or content is None:
            return self.application(environ, start)
        request_id, is_secure = secrets.token_hex(8), environ["wsgi.url_scheme"] == "https"
        status = 200 if content else 204
        marks = {
            "X-OpenRosa-Version": "1.0",
            "X-OpenRosa-Accept-Content-Length": str(self.door.accepts),
            "X-Request-Id": request_id,
        }
        headers = {**guards(is_secure=is_secure), **_entity(content), **marks}
        start(_STATUS[status], list(headers.items()))
        self.log.info(
            "request",
            request_id=request_id,
            method=_METHODS[asked.what],
            route=_ROUTES[asked.what],
            status=status,
            milliseconds=round(1000 * (time.perf_counter() - began), 1),
        )
        return [content]

    @property
    def _database_is_away(self) -> type[Exception]:
        return self.door.database.engine.dialect.loaded_dbapi.OperationalError

    def _answer(self, asked: _Asked) -> bytes:
        now = self.door.clock()
        if asked.what == "ask":
            ask_at_the_door(self.door.database, asked.credentials, now)
            return b""
        if asked.what == "list":
            return self.lists.of(self.door.database, asked.credentials, asked.addresses, now)
        files = offers.files_at_once(self.door.database, asked.credentials, now, asked.version_id)
        return openrosa.manifest(
            listed_file(each, asked.version_id, asked.addresses) for each in files
        )


_STATUS: Final = {200: "200 OK", 204: "204 NO CONTENT"}


def _entity(content: bytes) -> Mapping[str, str]:
    if not content:
        return {"Content-Type": "text/html; charset=utf-8"}
    return {
        "Content-Type": openrosa.CONTENT_TYPE,
        "Content-Length": str(len(content)),
        "Cache-Control": "private, no-cache",
        "ETag": f'"{openrosa.md5_hex(content)}"',
        "Date": http_date(),
    }


def _read(environ: WSGIEnvironment, public_url: str | None) -> _Asked | None:
    """Recognise a usual question; None for everything else."""
    found = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
    if found is None or found.lastgroup is None:
        return None
    what, query = found.lastgroup, environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != _METHODS[what] or not _QUERY.fullmatch(query):
        return None
    if any(environ.get(name) for name in _UNUSUAL):
        return None
    if not _HOST.fullmatch(environ.get("HTTP_HOST", "")) or not (host := get_host(environ)):
        return None
    root = public_url or f"{environ['wsgi.url_scheme']}://{host}"
    return _Asked(
        what=what,
        credentials=Credentials(token=found["token"]),
        addresses=Addresses(root=f"{root}/key/{found['token']}"),
        version_id=found["files"] or "",
    )
