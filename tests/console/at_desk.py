"""What the script of a form sends, put together by hand."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass

from werkzeug.test import TestResponse

from server.domain.forms import Audience
from server.domain.permissions import Role
from tests.console.visitor import FIREFOX, Console, Visitor
from tests.simulators.office import small_key
from tests.simulators.sending import Instance
from tests.web.office import Office

DRAFT, WRITER = "d" * 32, "a" * 32
SEALED = bytes(range(40))
FORMS = {
    "hotline": Audience.HOTLINE,
    "screening": Audience.AGENCY,
    "case_record": Audience.EXPERT,
    "online_report": Audience.PUBLIC,
}


@dataclass
class Script:
    """The script of a form in somebody's browser."""

    visitor: Visitor
    form_id: str = "hotline"
    version: str = ""

    @property
    def address(self) -> str:
        return f"/forms/{self.form_id}/drafts/{DRAFT}"

    def token(self) -> str:
        """Open the form, and return the token of its page."""
        page = self.visitor.get(f"/forms/{self.form_id}").text
        self.version = mark(page, "version-id")
        return mark(page, "csrf")

    def ask(self, method: str, path: str, token: str = "", **more: object) -> TestResponse:
        """Ask as a script does, which wants a sentence and no page."""
        headers = {"Accept": "application/json", "User-Agent": FIREFOX, "X-CSRFToken": token}
        return self.visitor.client.open(
            f"/console{path}",
            method=method,
            base_url=self.visitor.site,
            headers=headers,
            **more,  # type: ignore[arg-type] # of the client
        )

    def keep(
        self, content: bytes = SEALED, *, saves: int = 0, writer: str = WRITER, draft: str = DRAFT
    ) -> TestResponse:
        """Keep a draft."""
        token = self.token()
        asked = f"version={self.version}&writer={writer}&saves={saves}"
        path = f"/forms/{self.form_id}/drafts/{draft}/sealed?{asked}"
        return self.ask("PUT", path, token, data=content)

    def send(
        self, instance: Instance, *, draft: str = "", token: str | None = None
    ) -> TestResponse:
        """Send what was filled in."""
        parts = {
            "xml_submission_file": (io.BytesIO(instance.xml), "submission.xml"),
            **{name: (io.BytesIO(data), name) for name, data in instance.files},
        }
        path = f"/forms/{self.form_id}/submission?draft={draft}"
        return self.ask("POST", path, self.token() if token is None else token, data=parts)


def mark(page: str, name: str) -> str:
    """Return what a page tells its script."""
    found = re.search(rf'data-{name}="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def office_of(console: Console) -> Office:
    """Publish a form for each audience."""
    office = Office(database=console.database, key=small_key(), settings=console.settings)
    for form_id, audience in FORMS.items():
        office.publish(form_id, audience=audience, title=form_id.title())
    return office


def at_desk(console: Console, login: str = "olu", role: Role = Role.OPERATOR) -> Script:
    """Let somebody sign in, and give them a form."""
    console.add(login, role)
    visitor = console.visitor()
    visitor.come_in(login)
    return Script(visitor)
