from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pyotp

from server.storage.engine import Database
from tests.simulators.office import PASSWORD, open_custody

TABLET = f"/key/{'x' * 43}/formList"


class Browser:
    """A plain browser on the machine itself."""

    def __init__(self, root: str) -> None:
        self.root = root
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def open(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Return status, address in the end, and page; with fields the page's form is sent."""
        if fields:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.open(path)[2])
            fields["csrf_token"] = found[1] if found else ""
        data = urlencode(fields).encode() if fields else None
        try:
            answer = self._opener.open(f"{self.root}{path}", data, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return answer.status, answer.geturl(), answer.read().decode()


@contextmanager
def serving(what: str, url: str, folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", what, "--port", str(port)]
    environ = os.environ | {"LESPWA_DATA": str(folder / "data"), "LESPWA_DATABASE_URL": url}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environ, stderr=log)
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def test_sessions_and_slowed_down_guesses_survive_a_restart(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    open_custody(database, at=datetime.now(UTC))
    with serving("all", database_url, tmp_path) as root:
        amina, cruz = Browser(root), Browser(root)
        _, address, page = amina.open("/console/sign-in", login="amina", password=PASSWORD)
        assert address.endswith("/second-step/new")
        found = re.search(r'class="secret">([^<]+)<', page)
        digits = pyotp.TOTP(found[1].replace(" ", "") if found else "").now()
        assert "Your printed codes" in amina.open("/console/second-step/new", code=digits)[2]
        assert 429 in [guess(cruz) for _ in range(11)]
        assert cruz.open(TABLET)[0] == 403
    with serving("console", database_url, tmp_path) as root:
        amina.root = cruz.root = root
        assert "Amina Made-Up" in amina.open("/")[2]
        assert 429 in [guess(cruz) for _ in range(2)]
        assert cruz.open(TABLET)[0] == 404


def test_intake_alone_has_no_console(sqlite_url: str, tmp_path: Path) -> None:
    with serving("intake", sqlite_url, tmp_path) as root:
        browser = Browser(root)
        assert browser.open("/console/sign-in")[0] == 404
        assert browser.open(TABLET)[0] == 403


def guess(browser: Browser) -> int:
    """Guess at the password of nobody, and return the status."""
    return browser.open("/console/sign-in", login="nobody", password="x")[0]  # noqa: S106
