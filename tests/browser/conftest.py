"""A real browser on pages served from this process; what it complains of fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from server.settings import Settings
from server.storage.engine import open_database
from tests.browser.chromium import installed, launched, served
from tests.browser.whole import Whole, open_whole
from tests.web.office import MIB, Office

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serve = Callable[["WSGIApplication"], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = installed()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("No Chromium here, and in CI nothing is left out")
    if found is None:
        pytest.skip("No Chromium here: tools/needs.sh installs it, or names it")
    with launched(found) as browser:
        yield browser


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of; a test that expects a complaint takes it out."""
    return []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    page = context.new_page()
    page.on("console", lambda message: _hear(complaints, message))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    yield page
    # Violations of the content security policy come as errors in the console.
    assert complaints == []


def _hear(complaints: list[str], message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(f"{message.type}: {message.text} {message.location}")


@pytest.fixture
def rough(page: Page, complaints: list[str]) -> Iterator[None]:
    """Let the browser complain of answers that do not come, or that refuse."""
    yield
    page.goto("about:blank")
    complaints[:] = [each for each in complaints if "Failed to load resource" not in each]


@pytest.fixture(scope="session")
def form_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture
def office(sqlite_url: str, form_key: RSAPrivateKey, tmp_path: Path) -> Iterator[Office]:
    """An office behind the pages, with a database of its own."""
    database = open_database(sqlite_url)
    settings = Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    yield Office(database=database, key=form_key, settings=settings)
    database.close()


@pytest.fixture(scope="session")
def whole(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A whole Lespwa with its forms published, for tests that do not mind each other."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(sqlite_template, folder / "lespwa.sqlite3")
    with open_whole(folder, f"sqlite:///{folder / 'lespwa.sqlite3'}") as whole:
        yield whole


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an application on loopback and give its address."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(served(app))
