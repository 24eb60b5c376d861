"""What the audit may say: nothing that is not in the register, and nothing with room for a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from server.domain.audit_actions import ACTIONS, Kind, NotNoted, named, sayable

SERVER = Path(__file__).parents[3] / "server"
TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"  # noqa: S105 - invented, as long as one
PERSONAL = ["Maria Made-Up", "+1 758 555 0100", "maria@example.org", "12 Invented Street", TOKEN]
ANSWER = {"role": "leader"}


class Colour(StrEnum):
    RED = "red"


def sources() -> Iterator[tuple[Path, str]]:
    for path in SERVER.rglob("*.py"):
        if path.name != "audit_actions.py":
            yield path, path.read_text(encoding="utf-8")


def noted() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a unit of work's `note`, with where it stands."""
    for path, source in sources():
        for node in ast.walk(ast.parse(source)):
            is_note = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_note and node.func.attr == "note" and ast.unparse(node.func.value) == "work":
                yield f"{path.name}:{node.lineno}", node


NOTED = dict(noted())


@pytest.mark.parametrize("where", NOTED)
def test_every_event_that_is_written_is_in_the_register(where: str) -> None:
    action = NOTED[where].args[1]
    if isinstance(action, ast.Constant):
        kinds = ACTIONS[action.value]
        assert {each.arg for each in NOTED[where].keywords if each.arg} <= kinds.keys()


def test_every_action_in_the_register_is_written_somewhere() -> None:
    everything = "".join(source for _, source in sources())
    by_state = {action for action in ACTIONS if action.startswith("submission.")}
    assert {each for each in ACTIONS.keys() - by_state if f'"{each}"' not in everything} == set()


def test_action_that_is_not_in_the_register_is_refused() -> None:
    with pytest.raises(NotNoted, match=r"person\.seen is not in the register"):
        sayable("person.seen", {})


def test_name_that_is_not_in_the_register_is_refused() -> None:
    with pytest.raises(NotNoted, match="says nothing of name"):
        sayable("agent.added", {"name": "bo"})


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("value", [*PERSONAL, None, 1.5, b"x", {"a": "b"}, [{}]])
def test_no_kind_of_value_has_room_for_a_person(kind: Kind, value: object) -> None:
    name = next(each for kinds in ACTIONS.values() for each, of in kinds.items() if of is kind)
    action = next(action for action, kinds in ACTIONS.items() if kinds.get(name) is kind)
    with pytest.raises(NotNoted, match=r"an event|a count|a flag|codes|counts"):
        sayable(action, {name: value})


GOOD = [
    ("ledger.written", "keys", 3),
    ("key.added", "is_current", True),
    ("sign_in.accepted", "where", "command_line"),
    ("agent.added", "audiences", ["agency", "expert"]),
    ("submission.needs_review", "reason", "no_signature,sent_in_clear"),
    ("form.published", "version", "2026112201"),
    ("export.cases", "sha256", "0" * 64),
    ("export.cases", "rows", {"report": 2, "tip-meals": 0}),
    ("session.revoked", "session", "f" * 32),
    ("ledger.applied", "made_at", "2026-11-22T08:00:00.000001+00:00"),
]


@pytest.mark.parametrize(("action", "name", "value"), GOOD)
def test_value_of_its_kind_is_said(action: str, name: str, value: object) -> None:
    assert sayable(action, {name: value}) == {name: value}


def test_every_kind_has_an_example() -> None:
    assert {ACTIONS[action][name] for action, name, _ in GOOD} == set(Kind)


def test_member_of_an_enumeration_becomes_its_text() -> None:
    said = sayable("agent.added", {"audiences": (Colour.RED,)})
    assert [type(each) for each in said["audiences"]] == [str]  # type: ignore[attr-defined]
    assert type(named(Colour.RED)) is str


@pytest.mark.parametrize("value", [-1, True, "3"])
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(NotNoted):
        sayable("ledger.written", {"keys": value})


def test_long_list_is_refused() -> None:
    with pytest.raises(NotNoted):
        sayable("agent.added", {"audiences": ["a"] * 17})


@pytest.mark.parametrize("text", ["", "a\nb", "a\x00", "\ud800", "x" * 256])
def test_name_that_cannot_be_printed_in_a_line_is_refused(text: str) -> None:
    with pytest.raises(NotNoted):
        named(text)
