"""`lespwa agencies`: say for whom agents work."""

from __future__ import annotations

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.register.agent_lists import lined_up
from server.domain.agencies import AgencyKind


@click.group()
def agencies() -> None:
    """Say for whom agents work: police stations, health centres, schools and others."""


@agencies.command()
@click.argument("name")
@click.option(
    "--kind",
    required=True,
    type=click.Choice([each.value for each in AgencyKind]),
    help="What it is; the forms for agencies are for public ones.",
)
@as_person
@click.pass_obj
def add(house: House, *, name: str, kind: str) -> None:
    """Add the agency called NAME, or open it again if it was closed."""
    from server.services.register.agencies import add_agency  # noqa: PLC0415 - slow to import

    house.unlock()
    with house.database.work() as work:
        by = house.present(work)
        agency = add_agency(work, name, AgencyKind(kind), by=by, at=house.clock())
        work.commit()
    house.say(f"Agents of {agency.name} can be added now: lespwa agents add")


@agencies.command("list")
@as_person
@as_json_option
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List the agencies with how many of their agents can send now, the closed ones too."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.register.agencies import list_agencies  # noqa: PLC0415

    house.require(Action.AGENT_LIST)
    with house.database.reading() as connection:
        found = list_agencies(connection, house.clock())
    rows = [
        {
            "name": each.agency.name,
            "kind": each.agency.kind.value,
            "state": "open" if each.agency.is_open else "closed",
            "agents": each.agents,
        }
        for each in found
    ]
    if as_json:
        house.say_json(rows)
        return
    for line in lined_up([[str(cell) for cell in row.values()] for row in rows]):
        house.say(line)
    if not rows:
        house.say("There are no agencies yet. Add one with: lespwa agencies add NAME --kind KIND")


@agencies.command()
@click.argument("name")
@click.option("--with-agents", is_flag=True, help="Withdraw the access of its agents too.")
@as_person
@click.pass_obj
def close(house: House, *, name: str, with_agents: bool) -> None:
    """Close the agency called NAME: no new agents and no new codes.

    What its agents sent stays. Agents who can still send keep it open, unless told otherwise.
    """
    from server.services.register.agencies import close_agency  # noqa: PLC0415 - slow to import

    house.unlock()
    with house.database.work() as work:
        by = house.present(work)
        agency, count = close_agency(work, name, by=by, at=house.clock(), with_agents=with_agents)
        work.commit()
    house.say(f"{agency.name} is closed; agents withdrawn with it: {count}.")
