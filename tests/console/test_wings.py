"""A page of the console is found, listed and shown without a line of wiring elsewhere."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import html

import server.web.console
from server.domain.access import Role
from tests.console.visitor import Console

FOLDER = Path(server.web.console.__file__).parent
LOGINS = {Role.LEADER: "leon", Role.ADMINISTRATOR: "ada"}


def test_every_page_of_every_wing_has_an_address(console: Console) -> None:
    declared = sum(text.count("@pages.page(") for text in map(Path.read_text, FOLDER.rglob("*.py")))
    rules = [each for each in console.app().url_map.iter_rules() if each.endpoint != "static"]
    assert len(rules) == declared > 20


def test_no_two_templates_have_the_same_name() -> None:
    names = Counter(path.name for path in FOLDER.rglob("*.html"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        (
            Role.LEADER,
            [
                *("Start", "What waits", "Reports", "Situations", "Forms"),
                *("Sessions", "Second step", "Password"),
            ],
        ),
        (Role.ADMINISTRATOR, ["Start", "Sessions", "Second step", "Password"]),
    ],
)
def test_menu_lists_what_a_role_may_see(console: Console, role: Role, lines: list[str]) -> None:
    console.add(LOGINS[role], role)
    visitor = console.visitor()
    visitor.come_in(LOGINS[role])
    page = html.fromstring(visitor.get("/").text)
    assert [each.text for each in page.iterfind(".//nav//a")] == lines
