"""Does stories of JavaRosa again in the browser, with the script that the public page has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import unified_diff
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree
from playwright.sync_api import Browser, Page, Route

from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.model_json import model_json
from server.web.words.table import words_for
from tests.javarosa.fills import ZONE
from tests.javarosa.stories import Story

Model: TypeAlias = dict[str, Any]
_STATIC = Path(str(files("server.web.fill") / "static"))
_REPLAY = Path(__file__).with_name("replay.js").read_text("utf-8")
_HERE = "http://localhost/"
_TELL = """async ([script, model, stories]) => {
  const { createForm, learn } = await import("/public.js");
  learn(await import("/functions.js"));
  return (0, eval)(script)(createForm, model, stories);
}"""


@contextmanager
def engine_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that can load the engine, where and when JavaRosa is."""
    context = browser.new_context(timezone_id=ZONE, locale="en-US")
    page = context.new_page()
    page.route(f"{_HERE}**", _serve)
    page.goto(_HERE)
    yield page
    context.close()


def _serve(route: Route) -> None:
    script = _STATIC / route.request.url.removeprefix(_HERE)
    if script.suffix == ".js":
        route.fulfill(body=script.read_bytes(), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Engine</title>", content_type="text/html")


def model_of(xform: bytes, media: Mapping[str, bytes] | None = None, language: str = "") -> Model:
    """Return the model of a form as it stands in a page."""
    web_form = compile_web_form(xform, media or {}, language or None)
    model: Model = json.loads(model_json(web_form.model, words_for("en").for_script()))
    return model


def in_english(xform: bytes) -> bytes:
    """Return a form that holds what a browser writes of its language, and JavaRosa does not."""
    return xform.replace(b"<report_language/>", b"<report_language>eng</report_language>")


def differences(page: Page, model: Model, stories: Sequence[Story]) -> list[str]:
    """Do the stories again; say where the browser refuses or submits something else."""
    told = page.evaluate(_TELL, [_REPLAY, model, stories])
    vague = {path for path, bind in model["binds"].items() if is_clock(bind)}
    return [
        f"story {number}: {each}"
        for number, (story, ending) in enumerate(zip(stories, told, strict=True))
        for each in [*ending["complaints"], *unlike(story["xml"], ending["xml"], vague)]
    ]


def is_clock(bind: Mapping[str, Any]) -> bool:
    return bool(bind.get("preload", [""])[0] == "timestamp")


def unlike(wanted: str, found: str, vague: set[str]) -> list[str]:
    """Compare element for element; of a clock only that it told the time."""
    left, right = (_lines(xml, vague) for xml in (wanted, found or "<nothing/>"))
    return list(unified_diff(left, right, "JavaRosa", "browser", lineterm="", n=0))[2:]


def _lines(xml: str, vague: set[str]) -> list[str]:
    root = etree.fromstring(xml.encode())
    return [_line(element, vague) for element in root.iter()]


def _line(element: etree._Element, vague: set[str]) -> str:
    names = [str(each.tag) for each in [element, *element.iterancestors()]]
    path = "/" + "/".join(reversed(names))
    text = "" if len(element) else (element.text or "")
    shown = "a moment" if path in vague and text else repr(text)
    return f"{path} {dict(sorted(element.attrib.items()))} {shown}"
