"""A page with a small form, the intake behind it, and the weather between them."""

from __future__ import annotations

import io
import json
import os
import socket
import threading
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, request
from playwright.sync_api import FilePayload, Page
from werkzeug.formparser import parse_form_data
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from server.odk.envelope import read_envelope
from server.odk.seal import Opened, open_attachment, open_sealed
from server.web.portal.work import Bench
from server.web.words.table import words_for
from tests.browser.sealing import CSP, Sealed, scripts
from tests.web.office import Office

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FINE, LOST, DEAD = 201, 0, -1
ANSWER = "Zoë saw a blue van & a key"
WORDS = words_for("en").for_script()

_HTML = """<!doctype html><html lang="{language}"><title>Report</title>
<a href="/report?language=fr" data-language="fr">Français</a>
<div id="waiting" hidden data-words='{words}'></div>
<form class="fill" id="fill" lang="{language}" dir="ltr" novalidate autocomplete="off" {places}>
<div class="question" id="q-1" data-question="/data/place" data-kind="string" data-appearance="">
<div><label for="q-1-control"><span class="label">Where?</span></label>
<input id="q-1-control" name="q-1" type="text" aria-describedby="q-1-error">
<p class="error" id="q-1-error" hidden></p></div></div>
<div class="question" id="q-2" data-question="/data/paper" data-kind="file" data-appearance="">
<div><label for="q-2-control"><span class="label">A paper</span></label>
<input id="q-2-control" name="q-2" type="file" aria-describedby="q-2-error">
<p class="error" id="q-2-error" hidden></p></div></div>
<button type="submit" data-send>Send</button></form>
<script type="application/json" id="form-model">{model}</script>
<script type="module" src="/static/{script}.js"></script>"""
_HOLDS_A_FILE = """async () => {
  const script = document.querySelector('script[src*="public.js"], script[src*="staff.js"]')
  return (await import(script.src)).filling.attachments.all().length > 0
}"""
_HAS_FETCHED = """(name) => performance.getEntriesByType('resource').some(
  (each) => each.name.includes(name) && each.responseEnd > 0)"""
_INSTANCE = (
    '<data id="screening" version="{version}"><place/><paper/><meta><instanceID/></meta></data>'
)


@dataclass(kw_only=True)
class Weather:
    """Lets uploads through to the intake, or not; `ahead` says what comes, one for each upload."""

    intake: Flask
    ahead: list[int] = field(default_factory=list)
    uploads: list[dict[str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
        self._note(dict(environ) | {"wsgi.input": io.BytesIO(body)})
        self.held.wait(10)
        what = self.ahead.pop(0) if self.ahead else FINE
        if what == DEAD:
            return _broken(environ, start)
        if what == LOST:
            list(self.intake(environ, lambda *_: lambda _: None))  # type: ignore[arg-type,return-value]
            return _broken(environ, start)
        if what == FINE:
            return self.intake(environ, start)
        said = json.dumps({"sentence": f"The server says {what}."})
        return Response(said, what, content_type="application/json")(environ, start)

    def _note(self, environ: WSGIEnvironment) -> None:
        _, fields, files = parse_form_data(environ, stream_factory=_in_memory)
        assert not fields
        self.uploads.append({each.filename or "": each.read() for each in files.values()})
        self.headers.append(
            {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        )


def _in_memory(**_: object) -> io.BytesIO:
    """Hold a part in memory; werkzeug's own files would be left open."""
    return io.BytesIO()


def _broken(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Break the connection before a byte of an answer."""
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    start("500 Lost", [])
    return []


@dataclass(kw_only=True)
class Site:
    """The page and all that is behind it."""

    app: WSGIApplication
    weather: Weather
    bench: Bench
    key: RSAPrivateKey

    def sent(self, number: int = -1) -> tuple[Opened, dict[str, bytes]]:
        """Open what came in one upload: the document, and the files by name."""
        files = dict(self.weather.uploads[number])
        sealed = Sealed(envelope=files.pop("submission.xml"), files=files)
        envelope = read_envelope(sealed.envelope)
        opened = open_sealed(envelope, sealed.sources(), [self.key])
        return opened, {
            name: b"".join(
                open_attachment(envelope, opened.content_key, name=name, chunks=pieces())
            )
            for name, pieces in sealed.sources().items()
        }


def model(key: RSAPrivateKey | None, version: str = "1") -> dict[str, object]:
    """Return the model of the small form; without a key it cannot be sealed."""
    der = key and key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "id": "screening",
        "version": version,
        "language": "en",
        "key": b64encode(der).decode() if der else "",
        "instance": _INSTANCE.format(version=version),
        "binds": {
            "/data/place": {"type": "string", "required": ["true()", []]},
            "/data/paper": {"type": "binary"},
            "/data/meta/instanceID": {"type": "string", "preload": ["uid", ""]},
        },
        "actions": [],
        "repeats": {},
        "controls": {
            "/data/place": {"appearance": ""},
            "/data/paper": {"appearance": ""},
        },
        "lists": {},
        "values": [],
        "words": WORDS,
    }


def page_html(model: dict[str, object], script: str, places: dict[str, str]) -> str:
    """Write the page of the small form."""
    return _HTML.format(
        language=model["language"],
        words=json.dumps(WORDS).replace("'", "&#39;"),
        places=" ".join(f'data-{name}="{value}"' for name, value in places.items()),
        model=json.dumps(model).replace("<", "\\u003c"),
        script=script,
    )


def fill_in(page: Page, address: str, answer: str = ANSWER) -> None:
    """Go to the page and answer its question."""
    page.goto(address)
    page.wait_for_selector(".moves, .toggle", state="attached")
    page.fill("#q-1-control", answer)


def give(page: Page, file: FilePayload, field: str = "input[type=file]") -> None:
    """Choose a file, and wait until the page has read it."""
    page.set_input_files(field, files=[file])
    page.wait_for_function(_HOLDS_A_FILE)


def fetched(page: Page, name: str = "seal.js") -> None:
    """Wait until the page has fetched this, as it does when it is idle, to be able to seal."""
    page.wait_for_function(_HAS_FETCHED, arg=name)


def state(page: Page, wanted: str) -> None:
    """Wait until the page says so."""
    page.wait_for_selector(f"#outcome[data-state={wanted}]")


def pressed(page: Page, label: str) -> None:
    page.click(f"#outcome button:has-text({json.dumps(WORDS[label])})")


def kept(page: Page) -> dict[str, object]:
    """Return all that the page has left in the browser."""
    kept: dict[str, object] = page.evaluate("""async () => ({
        cookie: document.cookie, local: {...localStorage}, session: {...sessionStorage},
        databases: (await indexedDB.databases()).map((each) => each.name),
        caches: await caches.keys(),
    })""")
    return {name: what for name, what in kept.items() if what}


def report_site(office: Office, script: str = "public", **changes: object) -> Site:
    """Publish the form and put its page in front of the intake."""
    office.publish()
    token = office.add_agent()
    weather = Weather(intake=office.app())
    weather.held.set()
    bench = Bench(secret=b"s" * 32, clock=office.clock, random=os.urandom)
    places = {"submit": f"/key/{token}/submission", "csrf": "made-up", "owner": "amina"}
    if script == "public":
        places = {"submit": places["submit"], "work": "/work"}
    pages = scripts()

    @pages.get("/report")
    def report() -> tuple[str, dict[str, str]]:
        language = request.args.get("language", "en")
        words = words_for(language).for_script()
        whole = model(office.key) | {"language": language, "words": words} | changes
        owner = {"owner": request.args["owner"]} if "owner" in request.args else {}
        return page_html(whole, script, places | owner), {"Content-Security-Policy": CSP}

    @pages.get("/work")
    def work() -> dict[str, object]:
        return asdict(bench.task(4))

    app = DispatcherMiddleware(pages, {"/key": _under("/key", weather)})
    return Site(app=app, weather=weather, bench=bench, key=office.key)


def _under(prefix: str, app: WSGIApplication) -> WSGIApplication:
    """Give an application the whole path that the dispatcher has cut."""

    def whole(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = prefix + environ["PATH_INFO"]
        return app({**environ, "PATH_INFO": path, "SCRIPT_NAME": ""}, start)

    return whole
