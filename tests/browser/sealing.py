"""A page that offers the client's scripts, and what is sealed on it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask, send_from_directory
from playwright.sync_api import Page

STATIC = Path(str(files("server.web.fill") / "static"))
CSP = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'"
_SEAL = """async ({filled, files}) => {
  const {seal} = await import('/static/seal.js')
  const bytes = (name, size) => {
    const pattern = new TextEncoder().encode(name)
    return Uint8Array.from({length: size}, (_, at) => pattern[at % pattern.length])
  }
  const base64 = async (blob) => {
    const reader = new FileReader()
    await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(blob) })
    return reader.result.slice(reader.result.indexOf(',') + 1)
  }
  const blobs = files.map(([name, size]) => ({name, blob: new Blob([bytes(name, size)])}))
  const parcel = await seal({...filled, files: blobs})
  const sealed = []
  for (const {name, blob} of parcel.files) sealed.push([name, await base64(blob)])
  return {envelope: parcel.envelope, files: sealed}
}"""

# How long the page stood still at most, and how long it took in all (milliseconds).
_WATCHED = """async ([name, given]) => {
  const work = (await import('/static/seal.js'))[name]
  if (given.size) given.files = [{name: 'a.jpg', blob: new Blob([new Uint8Array(given.size)])}]
  const start = performance.now()
  let [longest, last] = [0, start]
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const timer = setInterval(look, 1)
  await work(given)
  look()
  clearInterval(timer)
  return [longest, last - start]
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What the browser would send."""

    envelope: bytes
    files: dict[str, bytes]

    def sources(self, size: int = 1 << 20) -> dict[str, Callable[[], Iterable[bytes]]]:
        """Give the files in pieces, as the code that opens them reads them."""

        def cut(content: bytes) -> list[bytes]:
            return [content[start : start + size] for start in range(0, len(content), size)]

        return {name: partial(cut, content) for name, content in self.files.items()}

    def write(self, folder: Path) -> None:
        """Put it into a folder as a tablet's storage holds it."""
        folder.mkdir(parents=True)
        (folder / "instance.xml").write_bytes(self.envelope)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def scripts() -> Flask:
    """Return an application with an empty page and the built scripts."""
    app = Flask("scripts", static_folder=None)
    page = "<!doctype html><html lang=en><title>Scripts</title><p>Nothing here.</p>"
    app.add_url_rule("/", view_func=lambda: (page, {"Content-Security-Policy": CSP}))
    app.add_url_rule("/favicon.ico", "icon", view_func=lambda: ("", 204))
    app.add_url_rule("/static/<name>", "static", lambda name: send_from_directory(STATIC, name))
    return app


def stillness(page: Page, work: str, given: dict[str, Any]) -> float:
    """Return how much of its time some work lets a page stand still: the best of three tries."""
    tries = [page.evaluate(_WATCHED, [work, given]) for _ in range(3)]
    return float(min(longest / whole for longest, whole in tries))


def content_of(name: str, size: int) -> bytes:
    """Return the made-up content of a file, as the page makes it too."""
    pattern = name.encode()
    return (pattern * (size // len(pattern) + 1))[:size]


def seal_in(page: Page, filled: dict[str, str], files: Sequence[tuple[str, int]] = ()) -> Sealed:
    """Seal on a page of `scripts`; files are given by name and size."""
    said: Any = page.evaluate(_SEAL, {"filled": filled, "files": [list(each) for each in files]})
    return Sealed(
        envelope=said["envelope"].encode(),
        files={name: b64decode(content) for name, content in said["files"]},
    )
