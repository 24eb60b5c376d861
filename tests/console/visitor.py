"""People in front of their browsers: they follow links, fill in forms and read what they see."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.app import create_console
from server.domain.permissions import Role
from server.services.trust.accounts import Account
from server.services.trust.vault import Unlocked
from server.settings import Settings
from server.storage.engine import Database
from server.storage.tables import event
from server.web.intake.log import open_log
from tests.simulators.office import NOON, PASSWORD, Custody

HTTPS = "https://console.example.org"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def on(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass
class Console:
    """Everything around the console that a test may look at or change."""

    database: Database
    settings: Settings
    custody: Custody
    clock: Clock = field(default_factory=Clock)
    log: io.StringIO = field(default_factory=io.StringIO)

    def app(self) -> Flask:
        log = open_log(self.clock, self.log)
        return create_console(self.settings, self.database, clock=self.clock, log=log)

    def visitor(
        self, app: Flask | None = None, *, site: str = HTTPS, address: str = "192.0.2.7"
    ) -> Visitor:
        client = (app or self.app()).test_client()
        return Visitor(client=client, clock=self.clock, site=site, address=address)

    def add(self, login: str, role: Role) -> Account:
        """Add somebody who has chosen their own password already."""
        return self.custody.add(self.database, login, role, at=self.clock())

    def signed_in(self, account: Account) -> Unlocked:
        """Return what signing in at a command gives."""
        return self.custody.signed_in(self.database, account)

    def events(self, action: str) -> list[tuple[str, str, dict[str, object]]]:
        """Return actor, subject and detail of the events of a kind."""
        query = select(event.c.actor, event.c.subject, event.c.detail).order_by(event.c.sequence)
        with self.database.reading() as connection:
            return [
                (row.actor, row.subject, row.detail)
                for row in connection.execute(query.where(event.c.action == action))
            ]

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    client: FlaskClient
    clock: Clock
    site: str = HTTPS
    address: str = "192.0.2.7"
    phone: pyotp.TOTP | None = None
    page: TestResponse | None = None

    def get(self, path: str) -> TestResponse:
        return self._keep(self.client.get(f"/console{path}", **self._around()))

    def send(self, path: str, *, shown: str | None = None, **fields: str) -> TestResponse:
        """Fill in a form as a page shows it, at its own address or another, and send it."""
        token = self.token(shown or path)
        headers = {"Referer": f"{self.site}/console{path}"}
        return self._keep(
            self.client.post(
                f"/console{path}",
                data={"csrf_token": token, **fields},
                **self._around(headers),
            )
        )

    def token(self, path: str) -> str:
        """Open a page with a form and return the token it holds."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        return found[1] if found else ""

    def _keep(self, page: TestResponse) -> TestResponse:
        self.page = page
        return page

    def _around(self, headers: dict[str, str] | None = None) -> dict[str, object]:
        return {
            "base_url": self.site,
            "headers": {"User-Agent": FIREFOX, **(headers or {})},
            "environ_overrides": {"REMOTE_ADDR": self.address},
        }

    def give_password(self, login: str = "amina", password: str = PASSWORD) -> TestResponse:
        return self.send("/sign-in", login=login, password=password)

    def enrol_phone(self) -> list[str]:
        """Take the phone in hand, scan, and type what it shows; return the printed codes."""
        shown = self.get("/second-step/new").text
        found = re.search(r'class="secret">([^<]+)<', shown)
        assert found is not None
        self.phone = pyotp.TOTP(found[1].replace(" ", ""))
        return codes_of(self.send("/second-step/new", code=self.digits()))

    def prove_again(self, *, password: str = PASSWORD, code: str | None = None) -> TestResponse:
        """Show in an open session who one is, half a minute later so that the digits are new."""
        self.clock.on(seconds=31)
        shown = self.digits() if code is None else code
        return self.send("/second-step/again", password=password, code=shown)

    def digits(self) -> str:
        assert self.phone is not None
        return self.phone.at(self.clock())

    def come_in(self, login: str = "amina") -> list[str]:
        """Sign in for the first time, with whatever is asked for; return the printed codes."""
        self.give_password(login)
        return self.enrol_phone() if "/second-step/new" in self.location else []

    def come_back(self, login: str = "amina") -> TestResponse:
        """Sign in with password and phone, half a minute later so that the digits are new."""
        self.clock.on(seconds=31)
        self.give_password(login)
        return self.send("/second-step", code=self.digits())

    @property
    def location(self) -> str:
        return self.page.headers.get("Location", "") if self.page else ""

    @property
    def problem(self) -> str:
        """Return the sentence that says what did not work."""
        found = re.search(r'<p class="problem"[^>]*>([^<]+)<', self.page.text if self.page else "")
        return html.unescape(found[1]) if found else ""

    @property
    def cookies(self) -> dict[str, str]:
        return {key: each.value for (_, _, key), each in (self.client._cookies or {}).items()}

    def options(self, path: str) -> str:
        """Return what the page gives to the script for security keys."""
        [form] = lxml_html.fromstring(self.get(path).text).xpath("//form[@data-security-key]")
        return str(form.get("data-options"))


def codes_of(page: TestResponse) -> list[str]:
    """Return the printed codes on a page."""
    return re.findall(r"<li>([2-9A-Z]{4}(?:-[2-9A-Z]{4}){3})</li>", page.text)
