"""`lespwa demo`: a complete system on made-up data, in a temporary folder."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from server.cli.house import House

if TYPE_CHECKING:  # slow to import
    from server.demo.show import Demo

_ANY_PORT = 0
_SEED = 2018


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=_ANY_PORT, type=click.IntRange(0, 65535), help="[default: any free one]"
)
@click.option("--once", is_flag=True, help="Stop when everything was shown.")
@click.pass_obj
def demo(house: House, *, host: str, port: int, once: bool) -> None:
    """Publish the forms, send made-up reports, open, file and export them, and go on serving.

    Nothing outside a temporary folder is touched. To try it from a tablet in the same network,
    give this computer's address there as --host.
    """
    from server.demo import show  # noqa: PLC0415 - slow to import

    folder = Path(tempfile.mkdtemp(prefix="lespwa-demo-"))
    here = show.Demo(folder=folder, host=host, port=port or show.free_port(host), say=house.say)
    show.set_up(here, now=house.clock())
    address, code = show.prepare(here, now=house.clock())
    with show.serving(here) as server:
        show.send_samples(here, address, random=Random(_SEED), now=house.clock())  # noqa: S311 - made-up data
        written = show.file_and_export(here)
        house.say(f"\nFor a tablet with ODK Collect:\n\n{code}\n")
        house.say("Everything above is made up. The exports:")
        for path in written:
            house.say(f"  {path}")
        house.say(f"Database, secrets and exports lie in {folder}; delete it when you are done.")
        house.say("\nWho can sign in, and where their password is:")
        for each in show.PEOPLE:
            file = here.password_file(each)
            house.say(f"  {each.login:<6} {each.role.replace('_', ' '):<13} {file}")
        house.say(
            "At the first sign-in a phone with an authenticator app is set up as second step."
        )
        if not once:
            _invite(house, here)
            with suppress(KeyboardInterrupt):
                server.wait()


def _invite(house: House, here: Demo) -> None:
    """Say what to try while it serves."""
    house.say(f"\nReport as anybody would at {here.url}/")
    house.say(f"Sign in at {here.url}/console (“Forms” there is for operators and experts)")
    house.say("Serving until you press Ctrl+C. Send something, then open it in another window:")
    data, program = f"LESPWA_DATA={here.folder / 'data'}", f"{sys.executable} -m server"
    house.say(f"  {data} LESPWA_MACHINE_KEY_FILE={here.machine_key} {program} unseal")
    house.say("and export it, to find what you sent:")
    login = " ".join(f"{name}={value}" for name, value in here.manager.items())
    again = here.folder / "exports" / "cases-again.xlsx"
    house.say(f"  {data} {login} {program} export cases --format xlsx --out {again}")
