"""`lespwa agents`: say who may send from a tablet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.house import House
from server.domain.forms import Audience

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.agents import Agent, Token

_LOCAL = "http://127.0.0.1:8000"
_ACTOR = "command line"


def _shows_a_code(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a command that shows an access code."""
    path = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("--svg", type=path, help="Also write the QR code to this file."),
        click.option("--png", type=path, help="Also write the QR code to this file."),
        click.option(
            "--url",
            metavar="ADDRESS",
            help="The server's address for tablets, if not LESPWA_PUBLIC_URL.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def agents() -> None:
    """Say who may fetch forms and send submissions from a tablet."""


@agents.command()
@click.argument("name")
@click.option("--agency", required=True, help="For whom the agent works, such as police.")
@click.option(
    "--audience",
    "audiences",
    multiple=True,
    type=click.Choice([each.value for each in Audience]),
    help="Whose forms the agent is offered; may be given more than once. [default: agency]",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="How long the access code works.",
)
@click.option("--trained-on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the training.")
@_shows_a_code
@click.pass_obj
def add(  # noqa: PLR0913 - one for each option
    house: House,
    *,
    name: str,
    agency: str,
    audiences: tuple[str, ...],
    days: int,
    trained_on: datetime | None,
    url: str | None,
    png: Path | None,
    svg: Path | None,
) -> None:
    """Add an agent called NAME and show its access code, once, as a QR code for ODK Collect."""
    from server.services.agents import NewAgent, add_agent  # noqa: PLC0415 - slow to import

    now = house.clock()
    new = NewAgent(
        name=name,
        agency=agency,
        audiences=[Audience(each) for each in audiences] or [Audience.AGENCY],
        expires_at=now + timedelta(days=days),
        trained_on=trained_on.date() if trained_on else None,
    )
    with house.database.work() as work:
        agent, token = add_agent(work, new, actor=_ACTOR, at=now)
        work.commit()
    _show(house, agent, token, url=url, files=(png, svg))


@agents.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List every agent ever added."""
    from server.services.agents import list_agents  # noqa: PLC0415 - slow to import

    with house.database.reading() as connection:
        found = list_agents(connection)
    if as_json:
        house.say_json([_row(agent, house.clock()) for agent in found])
        return
    for agent in found:
        row = _row(agent, house.clock())
        house.say("  ".join(row[column] for column in ("id", "state", "agency", "name")))
    if not found:
        house.say("There are no agents yet. Add one with: lespwa agents add NAME --agency AGENCY")


@agents.command()
@click.argument("agent_id")
@click.pass_obj
def revoke(house: House, agent_id: str) -> None:
    """Withdraw the access of AGENT_ID, at once and for good."""
    from server.services.agents import revoke_agent  # noqa: PLC0415 - slow to import

    with house.database.work() as work:
        agent = revoke_agent(work, agent_id, actor=_ACTOR, at=house.clock())
        work.commit()
    house.say(f"{agent.name} can no longer fetch forms or send.")


@agents.command()
@click.argument("agent_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_shows_a_code
@click.pass_obj
def qr(  # noqa: PLR0913 - one for each option
    house: House, *, agent_id: str, yes: bool, url: str | None, png: Path | None, svg: Path | None
) -> None:
    """Give AGENT_ID a new access code and show it.

    A code is kept nowhere, so it cannot be shown twice: the old one stops working.
    """
    from server.services.agents import renew_agent  # noqa: PLC0415 - slow to import

    if not yes:
        click.confirm("The agent's present code will stop working. Go on?", abort=True)
    with house.database.work() as work:
        agent, token = renew_agent(work, agent_id, actor=_ACTOR)
        work.commit()
    _show(house, agent, token, url=url, files=(png, svg))


def _show(
    house: House,
    agent: Agent,
    token: Token,
    *,
    url: str | None,
    files: tuple[Path | None, Path | None],
) -> None:
    """Print the address with the code, and the QR code that sets ODK Collect up."""
    import segno  # noqa: PLC0415 - slow to import

    from server.odk.collect_settings import Project, payload  # noqa: PLC0415 - the same

    root = (url or house.settings.public_url or _LOCAL).rstrip("/")
    address = f"{root}/key/{token}"
    keeps_drafts = Audience.EXPERT in agent.audiences  # an interview may pause and go on (R85)
    project = Project(name=f"Lespwa {agent.agency}", server_url=address, keeps_drafts=keeps_drafts)
    code = segno.make(payload(project), error="l", micro=False)
    house.say(f"{agent.name} ({agent.agency}), id {agent.id}")
    house.say(f"Address for ODK Collect, shown only now: {address}")
    code.terminal(border=2, compact=True)
    for file in files:
        if file is not None:
            file.touch(mode=0o600)  # whoever can read the code can send in the agent's name
            code.save(str(file), scale=5)
            house.say(f"The QR code is also in {file}.")
    if not (url or house.settings.public_url):
        house.console.print(
            "This address works on this computer only: set LESPWA_PUBLIC_URL or give --url."
        )


def _row(agent: Agent, now: datetime) -> dict[str, str]:
    return {
        "id": agent.id,
        "name": agent.name,
        "agency": agent.agency,
        "state": _state(agent, now),
        "audiences": " ".join(sorted(agent.audiences)),
        "added": agent.created_at.astimezone(UTC).date().isoformat(),
        "expires": agent.expires_at.date().isoformat() if agent.expires_at else "",
        "trained_on": agent.trained_on.isoformat() if agent.trained_on else "",
    }


def _state(agent: Agent, now: datetime) -> str:
    if agent.revoked_at is not None:
        return "withdrawn"
    return "active" if agent.is_admitted(now) else "expired"
