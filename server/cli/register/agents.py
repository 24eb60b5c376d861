"""`lespwa agents`: say who may send from a tablet, which forms, and how long the code works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Unpack

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.register.agent_code import Given, shows_a_code
from server.cli.register.agent_lists import lapsing, list_
from server.domain.agencies import AgencyKind
from server.domain.forms import Audience
from server.errors import Code, Refused

_DAY = click.DateTime(["%Y-%m-%d"])
_KIND = click.Choice([each.value for each in AgencyKind])
_audience = click.option(
    "--audience",
    "audiences",
    multiple=True,
    type=click.Choice([each.value for each in Audience]),
    help="Whose forms the agent is offered; may be given more than once. [default: agency]",
)
_new_agency = click.option(
    "--new-agency", metavar="KIND", type=_KIND, help="Add the agency, if it is not there yet."
)


@click.group()
def agents() -> None:
    """Say who may fetch forms and send submissions from a tablet.

    An agent works for an agency and has a day of training, which counts for twelve months.
    AGENT_ID may be shortened to its first digits.
    """


for _command in (list_, lapsing):
    agents.add_command(_command)


@agents.command()
@click.argument("name")
@click.option("--agency", required=True, help="For whom the agent works.")
@_new_agency
@click.option("--trained-on", required=True, type=_DAY, help="Day of the latest training.")
@_audience
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="How long the access code works.",
)
@shows_a_code
@as_person
@click.pass_obj
def add(  # noqa: PLR0913 - one for each option
    house: House,
    *,
    name: str,
    agency: str,
    new_agency: str | None,
    trained_on: datetime,
    audiences: tuple[str, ...],
    days: int,
    **given: Unpack[Given],
) -> None:
    """Add an agent called NAME and show its access code, once, as a QR code for ODK Collect."""
    from server.cli.register import agent_code  # noqa: PLC0415 - slow to import
    from server.services.register.agencies import known_or_new  # noqa: PLC0415
    from server.services.register.agents import NewAgent, add_agent  # noqa: PLC0415

    house.unlock()
    now, kind = house.clock(), None if new_agency is None else AgencyKind(new_agency)
    with house.database.work() as work:
        by = house.present(work)
        new = NewAgent(
            name=name,
            agency=known_or_new(work, agency, kind, by=by, at=now),
            audiences=[Audience(each) for each in audiences] or [Audience.AGENCY],
            expires_at=now + timedelta(days=days),
            trained_on=trained_on.date(),
        )
        agent, token = add_agent(work, new, by=by, at=now)
        shown = agent_code.prepare(house, agent, token, given)
        with agent_code.written(house, shown, given):
            work.commit()
    agent_code.show(house, shown, given)


@agents.command()
@click.argument("agent_id")
@click.option("--agency", help="For whom the agent works now.")
@_new_agency
@click.option("--trained-on", type=_DAY, help="Day of the latest training.")
@_audience
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long the code works, counted from today."
)
@as_person
@click.pass_obj
def change(  # noqa: PLR0913 - one for each option
    house: House,
    *,
    agent_id: str,
    agency: str | None,
    new_agency: str | None,
    trained_on: datetime | None,
    audiences: tuple[str, ...],
    days: int | None,
) -> None:
    """Change what is said of AGENT_ID; the code on the tablet stays the same.

    Forms that are no longer offered leave the tablet when it next asks. A longer time needs a
    training that counts.
    """
    from server.services.register.agencies import known_or_new  # noqa: PLC0415 - slow to import
    from server.services.register.agents import Changes, change_agent  # noqa: PLC0415

    house.unlock()
    now, kind = house.clock(), None if new_agency is None else AgencyKind(new_agency)
    with house.database.work() as work:
        by = house.present(work)
        found = None if agency is None else known_or_new(work, agency, kind, by=by, at=now)
        changes = Changes(
            agency=found,
            audiences=[Audience(each) for each in audiences] or None,
            trained_on=None if trained_on is None else trained_on.date(),
            expires_at=None if days is None else now + timedelta(days=days),
        )
        agent = change_agent(work, agent_id, changes, by=by, at=now)
        work.commit()
    until = "" if agent.expires_at is None else f", code works until {agent.expires_at.date()}"
    house.say(
        f"{agent.name} ({agent.agency.name}): forms of {' '.join(sorted(agent.audiences))}, "
        f"trained on {agent.trained_on}{until}."
    )


@agents.command()
@click.argument("agent_id")
@as_person
@click.pass_obj
def revoke(house: House, agent_id: str) -> None:
    """Withdraw the access of AGENT_ID, at once and for good."""
    from server.services.register.agents import revoke_agent  # noqa: PLC0415 - slow to import

    house.unlock()
    with house.database.work() as work:
        agent = revoke_agent(work, agent_id, by=house.present(work), at=house.clock())
        work.commit()
    house.say(f"{agent.name} can no longer fetch forms or send.")


@agents.command()
@click.argument("agent_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@shows_a_code
@as_person
@click.pass_obj
def qr(house: House, *, agent_id: str, yes: bool, **given: Unpack[Given]) -> None:
    """Give AGENT_ID a new access code and show it.

    A code is kept nowhere, so it cannot be shown twice: the old one stops working.
    """
    from server.cli.register import agent_code  # noqa: PLC0415 - slow to import
    from server.services.register.agents import renew_agent  # noqa: PLC0415

    house.unlock()
    if not (yes or house.can_ask()):
        raise Refused(Code.NOBODY_TO_ASK, what="--yes")
    if not yes:
        click.confirm("The agent's present code will stop working. Go on?", abort=True)
    with house.database.work() as work:
        by = house.present(work)  # somebody thought about it meanwhile
        agent, token = renew_agent(work, agent_id, by=by, at=house.clock())
        shown = agent_code.prepare(house, agent, token, given)
        with agent_code.written(house, shown, given):
            work.commit()
    agent_code.show(house, shown, given)
