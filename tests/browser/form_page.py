"""A page with one form on it, as the server writes it, for tests of what the script makes of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, Response, send_from_directory
from playwright.sync_api import Locator, Page
from pyxform.xls2xform import convert

from server.odk.web_form.compile import compile_web_form
from server.web.fill.page import FillPlace, render_fill
from server.web.fill.style import fill_css
from server.web.words.table import words_for
from tests.simulators.sheets import form

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "server/web/fill/static"
_PAGE = """<!doctype html>
<html lang="{language}" dir="{dir}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>{style}</style><script type="module" src="/static/leave.js"></script>
<script type="module" src="/static/{script}.js"></script></head>
<body><header>{links} <a href="/weather" data-leave>{leave}</a></header>
<main><h1>{title}</h1>{fill}</main></body></html>"""
_STYLE = (
    ":root { color-scheme: light dark } body { max-width: 44rem; margin: auto; padding: 0 1rem }"
)

_READ_LATE = ("int", "decimal", "time", "dateTime", "date")  # the second script reads them


@cache
def _public_key() -> str:
    key = generate_private_key(65537, 2048).public_key()
    return base64.b64encode(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


def xform(survey: str, choices: str = "", settings: str = "") -> bytes:
    """Return the XForm of a spreadsheet written as tables; it has a key to be sealed with."""
    sheet = settings or "| form_id | form_title | version | public_key | submission_url |\n"
    if not settings:
        sheet += f"| trial | Trial form | 1 | {_public_key()} | https://example.org/submission |"
    return convert(form(survey, choices, sheet)).xform.encode()


def office_form(form_id: str) -> bytes:
    """Return the XForm of one of the project's own forms, with a key to be sealed with."""
    bare = convert(str(ROOT / f"xlsforms/{form_id}.xlsx")).xform
    key = f'base64RsaPublicKey="{_public_key()}"'
    sealed = f'<submission action="https://example.org/submission" method="post" {key}/>'
    return bare.replace("</instance>", f"</instance>{sealed}", 1).encode()


def form_app(
    published: bytes,
    media: Mapping[str, bytes] | None = None,
    *,
    is_stepped: bool = False,
    script: str = "public",
    may_locate: bool = False,
) -> Flask:
    """Return an application with the form in each of its languages: /, /es, /fr."""
    app = Flask("form", static_folder=None)
    place = FillPlace(submit="/submission", is_stepped=is_stepped, may_locate=may_locate)

    def page(language: str = "en") -> Response:
        return _page(published, media or {}, language, place, script)

    app.add_url_rule("/", "default", page)
    app.add_url_rule("/<language>", "page", page)
    app.add_url_rule("/weather", "weather", lambda: "<!doctype html><title>Weather</title>")
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    app.add_url_rule("/static/<name>", "static", lambda name: send_from_directory(STATIC, name))
    return app


def _page(
    published: bytes, media: Mapping[str, bytes], language: str, place: FillPlace, script: str
) -> Response:
    web_form = compile_web_form(published, media, language)
    words = words_for(language)
    style = _STYLE + fill_css()
    link = '<a href="/{0}" data-language="{0}" lang="{0}">{1}</a>'
    links = [link.format(each.code, each.name) for each in web_form.languages if each.code]
    html = _PAGE.format(
        language=language,
        dir=words.language.dir,
        title=web_form.title,
        style=style,
        script=script,
        links=" ".join(links),
        leave=words("leave"),
        fill=render_fill(web_form, words.for_script(), place),
    )
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; "
        f"style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    )
    return Response(html, headers={"Content-Security-Policy": policy}, mimetype="text/html")


def _filling(page: Page, what: str, argument: object = None) -> object:
    script = next(
        name for name in ("public", "staff") if page.query_selector(f'script[src*="{name}.js"]')
    )
    begin = f"import('/static/{script}.js').then(({{filling}}) => ({what})(filling, argument))"
    return page.evaluate(f"(argument) => {begin}", argument)


def value(page: Page, path: str) -> str:
    """Return what the form holds for a question; of several instances, with spaces between."""
    found = _filling(
        page, "(it, ref) => it.form.all(ref).map((node) => node.value).join(' ')", path
    )
    return str(found)


def instance(page: Page) -> str:
    """Return the instance as it would be submitted now."""
    return str(_filling(page, "(it) => it.form.finish().xml"))


def attachments(page: Page) -> list[dict[str, object]]:
    """Return the names, types and sizes of the files that are held."""
    each = "({name, blob}) => ({name, type: blob.type, size: blob.size})"
    found = _filling(page, f"(it) => it.attachments.all().map({each})")
    assert isinstance(found, list)
    return found


def attachment(page: Page, name: str) -> bytes:
    """Return the bytes of one file that is held."""
    read = "async (it, name) => [...new Uint8Array(await it.attachments.get(name).arrayBuffer())]"
    found = _filling(page, read, name)
    assert isinstance(found, list)
    return bytes(found)


def ready(page: Page) -> None:
    """Wait until the script has brought the form to life."""
    page.wait_for_selector("#fill .toggle", state="attached")
    page.wait_for_selector("#fill [data-repeat]:not([data-bound])", state="detached")
    if page.query_selector(", ".join(f"[data-kind={kind}]" for kind in _READ_LATE)):
        page.evaluate("import('/static/extra.js')")


def question(page: Page, path: str) -> Locator:
    """Return the question of a path, or of a name within the trial form."""
    full = path if path.startswith("/") else f"/data/{path}"
    return page.locator(f'[data-question="{full}"]')
