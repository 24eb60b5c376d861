"""`lespwa serve`: the applications for tablets and for people, in processes of their own."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Final

import click

from server.cli.house import House
from server.errors import Code, Refused

_BACKLOG: Final = 1024
_REASONS: Final = {
    errno.EADDRINUSE: "another program listens there already; stop it, or choose another --port",
    errno.EACCES: "only the system may use this port; choose a --port above 1023",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --host",
}


@click.command()
@click.argument("what", type=click.Choice(["intake", "console", "all"]), default="all")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.option(
    "--threads",
    default=8,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Requests one process answers at a time.",
)
@click.pass_obj
def serve(  # noqa: PLR0913 - each an option
    house: House, *, what: str, host: str, port: int, workers: int, threads: int
) -> None:
    """Give out forms and take in submissions, and let people sign in, until stopped.

    WHAT is intake (for tablets and the public), console (for people, below /console) or all,
    which is both.
    Where they are served apart, what takes in submissions never holds what could open them.

    Tablets reach it under LESPWA_PUBLIC_URL. Put a reverse proxy with https in front, and set
    LESPWA_TRUSTED_PROXIES to 1 then. Without https the console answers on this machine only.
    """
    from server.cli.upkeep.serving import APPLICATIONS, Serving, run  # noqa: PLC0415 - it takes a while

    house.database.close()  # it is up to date now; every process opens its own
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    listener = listen(host, port, address)
    if what != "console":
        house.console.print(f"Taking in submissions at http://{address} - stop with Ctrl+C.")
        house.console.print(f"The pages for the public are there, too: http://{address}/")
    if what != "intake":
        house.console.print(f"Sign in at http://{address}/console - stop with Ctrl+C.")
    with listener:
        serving = Serving(listener=listener, workers=workers, threads=threads)
        sys.exit(run(house.settings, serving, APPLICATIONS[what]))


def listen(host: str, port: int, address: str) -> socket.socket:
    """Return a socket that listens, before anything is promised.

    Raises:
        Refused: CANNOT_LISTEN.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        why = _REASONS.get(error.errno or 0, "this is no address of this machine")
        raise Refused(Code.CANNOT_LISTEN, address=address, why=why) from error
