"""`lespwa agents list` and `lapsing`: who can send, and who needs a training or a code soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.register.agents import Agent
    from server.services.register.reminders import Reminder

_SHORT = 8  # digits of an id that people are shown


@click.command("list")
@as_person
@as_json_option
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List every agent ever added: id, state, end of the code, end of the training, agency, name.

    An agent whose training has lapsed can send until the code ends, and gets no new one.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.register.agents import list_agents  # noqa: PLC0415

    house.require(Action.AGENT_LIST)
    now = house.clock()
    with house.database.reading() as connection:
        rows = [_row(agent, now) for agent in list_agents(connection)]
    if as_json:
        house.say_json(rows)
        return
    for line in lined_up([_cells(row) for row in rows]):
        house.say(line)
    if not rows:
        house.say("There are no agents yet. Add one with: lespwa agents add NAME --agency AGENCY")


@click.command()
@click.option(
    "--days", type=click.IntRange(0, 3650), default=60, show_default=True, help="How far ahead."
)
@as_person
@as_json_option
@click.pass_obj
def lapsing(house: House, *, days: int, as_json: bool) -> None:
    """List the agents whose training lapses or whose code expires soon, the most urgent first.

    A training counts for twelve months. Note a new one with `lespwa agents change`.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.register.reminders import reminders  # noqa: PLC0415

    house.require(Action.AGENT_LIST)
    now = house.clock()
    with house.database.reading() as connection:
        found = reminders(connection, at=now, within=timedelta(days=days))
    if as_json:
        house.say_json([_reminder(each) for each in found])
        return
    rows = [
        [each.agent.id[:_SHORT], each.agent.agency.name, each.agent.name, _needs(each, now)]
        for each in found
    ]
    for line in lined_up(rows):
        house.say(line)
    if not found:
        house.say(f"No training lapses and no code expires in the next {days} days.")


def lined_up(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _row(agent: Agent, now: datetime) -> dict[str, str]:
    from server.domain.training import lapses_on  # noqa: PLC0415 - slow to import

    return {
        "id": agent.id,
        "name": agent.name,
        "agency": agent.agency.name,
        "agency_kind": agent.agency.kind.value,
        "state": _state(agent, now),
        "audiences": " ".join(sorted(agent.audiences)),
        "added": agent.created_at.date().isoformat(),
        "expires": agent.expires_at.date().isoformat() if agent.expires_at else "",
        "trained_on": agent.trained_on.isoformat(),
        "training_lapses": lapses_on(agent.trained_on).isoformat(),
    }


def _cells(row: dict[str, str]) -> list[str]:
    return [
        row["id"][:_SHORT],
        row["state"],
        f"until {row['expires']}" if row["expires"] else "no end",
        f"training until {row['training_lapses']}",
        row["agency"],
        row["name"],
    ]


def _state(agent: Agent, now: datetime) -> str:
    from server.domain.training import has_lapsed  # noqa: PLC0415 - slow to import

    if agent.revoked_at is not None:
        return "withdrawn"
    if not agent.is_admitted(now):
        return "expired"
    return "training lapsed" if has_lapsed(agent.trained_on, now) else "active"


def _reminder(reminder: Reminder) -> dict[str, object]:
    agent = reminder.agent
    return {
        "id": agent.id,
        "name": agent.name,
        "agency": agent.agency.name,
        "training_lapses": reminder.training_lapses,
        "code_expires": reminder.code_expires,
    }


def _needs(reminder: Reminder, now: datetime) -> str:
    lapses, expires = reminder.training_lapses, reminder.code_expires
    needs = [f"code expires on {expires}"] if expires is not None else []
    if lapses is not None:
        needs.insert(0, f"training {'lapsed' if lapses <= now.date() else 'lapses'} on {lapses}")
    return ", ".join(needs)
