"""A desk of the task force: the console with a small form, and somebody in front of a browser."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page

from server.domain.forms import Audience
from server.domain.permissions import Role
from tests.browser.conftest import Serve
from tests.console.visitor import Clock, Console
from tests.simulators.office import PASSWORD, open_custody
from tests.web.office import XFORM, Office

_ID = """<bind xmlns:jr="http://openrosa.org/javarosa" nodeset="/data/meta/instanceID"
type="string" jr:preload="uid"/>"""
FIELD = "#q-1-control"
ANSWER = "behind the Zoë market"


@dataclass(frozen=True, kw_only=True)
class Place:
    """The console in front of a form, and its address."""

    office: Office
    console: Console
    address: str

    def publish(
        self,
        version: str = "1",
        question: str = "Where?",
        text: str = XFORM,
        form_id: str = "hotline",
    ) -> str:
        der = self.office.key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        text = text.format(title="A call", form_id=form_id, version=version)
        xform = text.replace("AAAA", b64encode(der).decode()).replace("Where?", question)
        xform = xform.replace("</model>", f"{_ID}</model>")
        return self.office.publish(
            form_id,
            version=version,
            title="A call",
            audience=Audience.HOTLINE,
            xform=xform.encode(),
        )

    def come_in(self, page: Page, login: str = "olu") -> None:
        """Sign in, and go to the forms."""
        page.goto(f"{self.address}/sign-in")
        self.give_password(page, login)
        page.goto(f"{self.address}/forms")

    def give_password(self, page: Page, login: str = "olu") -> None:
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(f"{self.address}/")

    def begin(self, page: Page, answer: str = ANSWER) -> None:
        """Open the form and answer its question."""
        page.goto(f"{self.address}/forms/hotline")
        page.wait_for_selector("#desk [data-state=fresh]")
        page.fill(FIELD, answer)

    def resume(self, page: Page) -> None:
        """Open the first draft of the list."""
        page.goto(f"{self.address}/forms")
        page.click("h2 a[href*='/drafts/']")
        page.wait_for_selector("#desk [data-state=fresh]")


def open_place(office: Office, serve: Serve) -> Place:
    """Set up a console with an operator, Olu, and a form for her."""
    clock = Clock(now=datetime.now(UTC))
    custody = open_custody(office.database, key=office.key, at=clock())
    console = Console(
        database=office.database, settings=office.settings, custody=custody, clock=clock
    )
    console.add("olu", Role.OPERATOR)
    console.add("cruz", Role.OPERATOR)
    place = Place(office=office, console=console, address=f"{serve(console.app())}/console")
    place.publish()
    return place


def kept(page: Page) -> None:
    """Wait until the draft is kept."""
    page.keyboard.press("Control+s")
    page.wait_for_selector("#desk [data-state=saved]")
