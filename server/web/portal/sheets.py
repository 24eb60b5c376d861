"""The portal's pages as HTML, each whole with its style, and the answers that carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import segno
from flask import Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.web.portal.headers import page_policy
from server.web.portal.place import Place
from server.web.words.table import Language

_FOLDER: Final = Path(__file__).parent
_NOT_DIALLED: Final = re.compile(r"[^0-9+*#]")
_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to the same page in another language."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The printer of the pages; `style` is that of every page, `bare` without what no form has."""

    place: Place
    style: str
    bare: str
    templates: Environment = field(repr=False)

    def page(self, name: str, language: str, facts: Mapping[str, object] | None = None) -> str:
        """Return a page in a language; `facts` may hold other `languages`, another `style`."""
        words = self.place.table.words_for(language)
        given: dict[str, object] = {
            "w": words,
            "here": words.language.code,
            "place": self.place,
            "root": request.root_path.rstrip("/"),
            "style": self.style,
            "languages": self.ways(),
        }
        return self.templates.get_template(f"{name}.html").render(given | dict(facts or {}))

    def ways(self, rest: str = "", languages: Iterable[Language] | None = None) -> list[Way]:
        """Return the ways to a page in each language; `rest` is its address behind the code."""
        root = request.root_path.rstrip("/")
        among = languages or (each.language for each in self.place.table.languages.values())
        return [
            Way(code=each.code, name=each.name, href=f"{root}/{each.code}/{rest}") for each in among
        ]

    def answer(self, html: str, status: int = 200) -> Response:
        """Answer with a page that only shows something."""
        answer = Response(html, status, content_type=_HTML)
        answer.headers["Content-Security-Policy"] = page_policy(self.style, fills=False)
        answer.vary.add("Accept-Language")
        return answer


def sheets_of(place: Place) -> Sheets:
    """Set up the printer."""
    templates = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["dialled"] = dialled
    bare, home = (
        (_FOLDER / f"{each}.css").read_text(encoding="utf-8").replace("\n", "")
        for each in ("portal", "home")
    )
    return Sheets(place=place, style=bare + home, bare=bare, templates=templates)


def dialled(number: str) -> str:
    """Write a number as it stands in a `tel:` address (RFC 3966)."""
    return _NOT_DIALLED.sub("", number).replace("#", "%23")


def code_of(address: str, title: str) -> Markup:
    """Draw an address as a QR code that can still be read when the poster is torn a little."""
    drawn = segno.make(address, error="q", micro=False).svg_inline(
        border=4, omitsize=True, title=title, svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - made of squares by segno; it escapes the title
