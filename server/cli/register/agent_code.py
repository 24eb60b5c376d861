"""Showing an access code, once: its address, its QR code, and the files and the sheet with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from server.cli.house import House
from server.domain.forms import Audience

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from segno import QRCode

    from server.services.intake.admission import Token
    from server.services.register.agents import Agent

_Command = TypeVar("_Command", bound=Callable[..., object])
_LOCAL = "http://127.0.0.1:8000"
_BORDER = 2
_NEW = click.Path(path_type=Path, dir_okay=False)


class Given(TypedDict):
    """What the options of a command that shows a code say."""

    url: str | None
    png: Path | None
    svg: Path | None
    sheet: Path | None


def shows_a_code(command: _Command) -> _Command:
    """Add the options of a command that shows an access code."""
    for option in (
        click.option("--svg", type=_NEW, help="Also write the QR code to this new file."),
        click.option("--png", type=_NEW, help="Also write the QR code to this new file."),
        click.option(
            "--sheet",
            type=_NEW,
            help="Also write a page to print (HTML) with the QR code and the rules.",
        ),
        click.option(
            "--url",
            metavar="ADDRESS",
            help="The server's address for tablets, if not LESPWA_PUBLIC_URL.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One agent's code, ready to be shown; `root` is the server's address for tablets.

    `payload` is the text of the QR code.
    """

    agent: Agent
    root: str
    address: str = field(repr=False)
    payload: str = field(repr=False)

    @property
    def qr(self) -> QRCode:
        """The QR code for a screen."""
        import segno  # noqa: PLC0415 - slow to import

        return segno.make(self.payload, error="l", micro=False)


def keeps_drafts(agent: Agent) -> bool:
    """Tell whether unfinished forms may stay on the tablet: an interview may pause (R85)."""
    return Audience.EXPERT in agent.audiences


def prepare(house: House, agent: Agent, token: Token, given: Given) -> Shown:
    """Make the text of the QR code that sets ODK Collect up."""
    from server.odk.collect_settings import Project, payload  # noqa: PLC0415 - slow to import

    root = (given["url"] or house.settings.public_url or _LOCAL).rstrip("/")
    address = f"{root}/key/{token}"
    project = Project(
        name=f"Lespwa {agent.agency.name}",
        server_url=address,
        keeps_drafts=keeps_drafts(agent),
    )
    return Shown(agent=agent, root=root, address=address, payload=payload(project))


def written(house: House, shown: Shown, given: Given) -> AbstractContextManager[None]:
    """Write the files that were asked for; whoever can read them can send in the agent's name.

    They are written before the code counts, so that a full disk costs nobody a working code.
    """
    from server.cli.secret_files import secret_files  # noqa: PLC0415 - slow to import

    contents: dict[Path, bytes] = {}
    for kind, path in (("png", given["png"]), ("svg", given["svg"])):
        if path is not None:
            contents[path] = _picture(shown.qr, kind)
    if given["sheet"] is not None:
        contents[given["sheet"]] = _sheet(house, shown)
    return secret_files(contents)


def show(house: House, shown: Shown, given: Given) -> None:
    """Print the address and the QR code, and say where the files are."""
    from server.services.intake.admission import SHORT_ID  # noqa: PLC0415 - slow to import

    agent = shown.agent
    user_name = agent.id[:SHORT_ID]
    until = "" if agent.expires_at is None else f", works until {agent.expires_at.date()}"
    house.say(f"{agent.name} ({agent.agency.name}), id {user_name}{until}")
    house.say(f"Address for ODK Collect, shown only now: {shown.address}")
    house.say(
        f"For a client that wants a user name (https only): {shown.root}, user name {user_name},"
        " password: what follows /key/ above."
    )
    _draw(house, shown.qr)
    for what, path in (("QR code", given["png"]), ("QR code", given["svg"])):
        if path is not None:
            house.say(f"The {what} is also in {path}.")
    if given["sheet"] is not None:
        house.say(f"The sheet to print is in {given['sheet']}; delete it once it is printed.")
    if not (given["url"] or house.settings.public_url):
        house.console.print(
            "This address works on this computer only: set LESPWA_PUBLIC_URL or give --url."
        )


def _draw(house: House, code: QRCode) -> None:
    code.terminal(border=_BORDER, compact=True)
    if code.symbol_size(border=_BORDER)[0] > house.console.width:
        house.console.print("This window is too narrow for the code: widen it, or give --png.")


def _picture(code: QRCode, kind: str) -> bytes:
    picture = io.BytesIO()
    code.save(picture, kind=kind, scale=5)
    return picture.getvalue()


def _sheet(house: House, shown: Shown) -> bytes:
    from server.web.print.agent_sheet import SheetFacts, agent_sheet  # noqa: PLC0415 - slow

    agent = shown.agent
    facts = SheetFacts(
        agent=agent.name,
        agency=agent.agency.name,
        payload=shown.payload,
        hotline=house.settings.hotline,
        expires_on=None if agent.expires_at is None else agent.expires_at.date(),
        keeps_drafts=keeps_drafts(agent),
    )
    return agent_sheet(facts).encode()
