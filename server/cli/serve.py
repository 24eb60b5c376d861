"""`lespwa serve`: receive submissions from tablets, under gunicorn."""

from __future__ import annotations

import click

from server.cli.house import House


@click.command()
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
def serve(house: House, host: str, port: int, workers: int, threads: int) -> None:
    """Give out forms and take in submissions until stopped.

    Tablets reach it under LESPWA_PUBLIC_URL. Put a reverse proxy with https in front, and set
    LESPWA_TRUSTED_PROXIES to 1 then.
    """
    from server.cli.serving import Serving, run  # noqa: PLC0415 - gunicorn is slow to import

    house.database.close()  # it is up to date now; every process opens its own
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    house.console.print(f"Taking in submissions at http://{address} - stop with Ctrl+C.")
    run(house.settings, Serving(address=address, workers=workers, threads=threads))
