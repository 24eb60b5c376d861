"""A whole Lespwa behind one address: its forms published, and somebody of each role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, Request

from server.app import create_all
from server.domain.permissions import Role
from server.settings import read_settings
from server.storage.engine import Database, open_database
from tests.browser.chromium import served
from tests.journeys.station import Station, environ
from tests.simulators.office import PASSWORD, Custody, open_custody
from tests.storage.senders import office

FORMS = Path(__file__).parents[2] / "xlsforms"
PUBLISHED = ("online_report", "hotline", "case_record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One installation that is served; its commands are typed by its first custodian, Amina."""

    station: Station
    database: Database
    custody: Custody
    address: str

    def add(self, login: str, role: Role) -> None:
        """Add somebody whose password is PASSWORD."""
        self.custody.add(self.database, login, role, at=datetime.now(UTC))

    def filed(self, form_id: str, reference: str) -> Mapping[str, Any]:
        """Open and file what waits, and return the answers under that reference."""
        self.station.run("unseal")
        exported = self.station.export("submissions", form_id)
        [found] = [each for each in exported if reference in each.values()]
        return found

    def record(self, kind: str, reference: str) -> Mapping[str, Any]:
        """Return the record with that reference, its sealed fields opened."""
        records = office(self.database, self.custody.vault).records(kind)
        [found] = [each for each in records if each["reference"] == reference]
        return found


@contextmanager
def open_whole(
    folder: Path,
    database_url: str,
    forms: Iterable[str] = PUBLISHED,
    *,
    public_url: str | None = None,
) -> Iterator[Whole]:
    """Set up, publish and serve, until leaving."""
    settings = replace(read_settings(environ(folder, database_url)), public_url=public_url)
    with closing(open_database(database_url)) as database:
        custody = open_custody(database, at=datetime.now(UTC) - timedelta(days=1))
        with served(create_all(settings, database)) as address:
            station = Station(folder=folder, database_url=database_url, address=address)
            station.run("forms", "publish", *(FORMS / f"{each}.xlsx" for each in forms))
            yield Whole(station=station, database=database, custody=custody, address=address)


@contextmanager
def visit(browser: Browser, width: int, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a browser of its own; what it complained of or asked elsewhere is listed."""
    size = {"width": width, "height": 640 if width < 800 else 800}
    context = browser.new_context(viewport=size, reduced_motion="reduce", **options)  # type: ignore[arg-type] # two numbers
    context.set_default_timeout(20_000)
    try:
        yield watched(context)
    finally:
        context.close()


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a new page and the list of what it does that it should not do."""
    page, wrong = context.new_page(), list[str]()
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: _follow(request, wrong))
    return page, wrong


def _follow(request: Request, wrong: list[str]) -> None:
    parts = urlsplit(request.url)
    if parts.scheme not in {"data", "blob", "about"} and parts.hostname != "localhost":
        wrong.append(f"it asked {request.url}")


def sign_in(
    page: Page, address: str, login: str, look: Callable[[], object] = lambda: None
) -> None:
    """Sign in; who must have a second step is given a phone, and looks at the page before."""
    page.goto(f"{address}/console/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/console/(second-step.*)?$"))
    look()
    if page.url.endswith("/second-step/new"):
        page.click("summary")
        phone = pyotp.TOTP(page.inner_text(".secret").replace(" ", ""))
        page.fill("[name=code]", phone.now())
        page.keyboard.press("Enter")
        page.wait_for_selector(".codes")
