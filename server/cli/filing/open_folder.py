"""`lespwa open-folder`: open a folder of sealed submissions, without a database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from server.cli.house import House
from server.cli.json_option import as_json_option


@click.command("open-folder")
@click.argument(
    "source", metavar="IN", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--private-key",
    "pem",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The form's private key, a PEM file.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the key's passphrase, if it has one. Without it you are asked.",
)
@as_json_option
@click.pass_obj
def open_folder(  # noqa: PLR0913 - click passes one argument for each option
    house: House, source: Path, out: Path, pem: Path, *, passphrase_file: Path | None, as_json: bool
) -> None:
    """Open every sealed submission in the folder IN (and below it) into the folder OUT.

    OUT must be new or empty. It gets a folder for each submission that opens, and report.csv,
    which says of each submission what became of it and why. Where a seal is broken, what can be
    read lies in a folder whose name ends in NOT_PROVED. Nothing in IN is changed.
    """
    from server.cli.trust.passphrase import passphrase_of  # noqa: PLC0415 - help stays quick
    from server.services.filing.open_folder import REPORT, Line, Outcome  # noqa: PLC0415
    from server.services.filing.open_folder import open_folder as run  # noqa: PLC0415
    from server.services.trust.key_file import read_key_file  # noqa: PLC0415 - help stays quick

    key = read_key_file(pem, lambda: passphrase_of(house, pem, passphrase_file))
    with house.console.status("Opening…") as status:
        seen: Counter[str] = Counter()

        def tell(line: Line) -> None:
            seen[line.state] += 1
            status.update(f"Opening… {seen.total()}")

        counts = run(source, out, key, each=tell)
    if as_json:
        states = {outcome.value: counts[outcome] for outcome in Outcome}
        house.say_json({"report": str(out / REPORT), "found": counts.total(), **states})
        return
    house.say(f"{counts.total()} found in {source}:")
    for outcome in Outcome:
        if counts[outcome]:
            house.say(f"  {counts[outcome]:>6}  {outcome.value.replace('_', ' ')}")
    house.say(f"What became of each, and why, is in {out / REPORT}.")
