"""Takes the pictures of the pages: docs/pictures/web-*.webp, small and large, from made-up data."""

from __future__ import annotations

import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page

from server.domain.permissions import Role
from server.storage.engine import open_database
from tests.browser.answering import answer_all
from tests.browser.chromium import installed, launched
from tests.browser.whole import Whole, open_whole, sign_in, visit

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
SIZES: Final = {"small": 360, "large": 1280}
TALLEST: Final = 1400
_PORTAL: Final = "https://reports.example.org"
_QUALITY: Final = 60
_SITUATION: Final = "/data/report/situation"
_ANSWERS: Final[Mapping[str, str | list[str]]] = {
    "/data/welcome/urgency": "not_urgent",
    f"{_SITUATION}/exploitation": ["labor"],
    f"{_SITUATION}/location_scope": "in_country",
    f"{_SITUATION}/place": "The invented farm on Made-Up Road",
    "/data/report/details/description": "People who do not exist work there and may not leave.",
    "/data/report/about_you/reporter_mode": "anonymous",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One browser window, and what its pictures are called."""

    page: Page
    address: str
    size: str
    taken: list[Path] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page, and wait for the script of a form if it has one."""
        self.page.goto(f"{self.address}{path}")
        if self.page.locator("#fill").count():
            self.page.wait_for_selector("#fill .toggle", state="attached")

    def take(self, name: str) -> None:
        """Take a picture of the page as it is, from its top."""
        self.page.evaluate("scrollTo(0, 0)")
        width, tall = SIZES[self.size], self.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST), "scale": 1}
        shot = self.page.context.new_cdp_session(self.page).send(
            "Page.captureScreenshot",
            {"format": "webp", "quality": _QUALITY, "clip": clip, "captureBeyondViewport": True},
        )
        path = PICTURES / f"web-{name}-{self.size}.webp"
        path.write_bytes(b64decode(shot["data"]))
        self.taken.append(path)
        print(path)


def main() -> int:
    """Take every picture anew."""
    program = installed()
    if program is None:
        print("Chromium is missing; tools/needs.sh names it")
        return 1
    with tempfile.TemporaryDirectory(prefix="lespwa-pictures-") as folder:
        url = f"sqlite:///{folder}/lespwa.sqlite3"
        with closing(open_database(url)) as database:
            database.upgrade()
        with (
            open_whole(Path(folder), url, public_url=_PORTAL) as whole,
            launched(program) as browser,
        ):
            whole.add("olga", Role.OPERATOR)
            whole.add("marta", Role.DATA_MANAGER)
            whole.add("petra", Role.DATA_MANAGER)
            for size in SIZES:
                _portal(browser, whole, size)
                _console(browser, whole, size)
    return 0


def _portal(browser: Browser, whole: Whole, size: str) -> None:
    with _camera(browser, whole, size, "light") as camera:
        for path, name in (("/en/", "home"), ("/en/poster", "poster"), ("/fr/no", "not-found")):
            camera.go(path)
            camera.take(name)
        _report(camera)
    with _camera(browser, whole, size, "dark") as camera:
        for path, name in (("/es/", "home-dark"), ("/es/report", "report-dark")):
            camera.go(path)
            camera.take(name)


def _report(camera: Camera) -> None:
    page = camera.page
    camera.go("/fr/report")
    page.click("#fill .next")
    camera.take("report-missing")
    camera.go("/en/report")
    camera.take("report")
    steps = iter(range(20))
    answer_all(page, _ANSWERS, lambda: camera.take("report-step") if next(steps) == 1 else None)
    camera.take("report-check")
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=sent]")
    camera.take("report-sent")


def _console(browser: Browser, whole: Whole, size: str) -> None:
    with _camera(browser, whole, size, "light") as camera:
        camera.go("/console/sign-in")
        camera.take("sign-in")
        login = "marta" if size == "small" else "petra"
        sign_in(camera.page, whole.address, login, lambda: camera.take("second-step"))
        for path in ("", "sessions", "password", "second-step/all", "forms/case_record"):
            camera.go(f"/console/{path}")
            camera.take(_called(path))
        camera.page.click("#desk button >> nth=0")  # pause
        camera.page.wait_for_url("**/console/forms")
        camera.take("forms")
    with _camera(browser, whole, size, "dark") as camera:
        sign_in(camera.page, whole.address, "olga")
        camera.go("/console/forms/hotline")
        camera.take("hotline-dark")


def _called(path: str) -> str:
    return path.rpartition("forms/")[2].replace("_", "-").replace("/", "-") or "start"


@contextmanager
def _camera(
    browser: Browser, whole: Whole, size: str, scheme: Literal["light", "dark"]
) -> Iterator[Camera]:
    with visit(browser, SIZES[size], color_scheme=scheme, locale="en-GB") as (page, _):
        yield Camera(page=page, address=whole.address, size=size)


if __name__ == "__main__":
    sys.exit(main())
