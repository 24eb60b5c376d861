"""`lespwa unseal`: open what was received and file it into the case records."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.domain.counted import counted

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.cli.filing.unsealing import Crew
    from server.services.filing.unseal import Tally

_PAUSE_SECONDS = 2


@click.command()
@click.option("--watch", is_flag=True, help="Go on, and open what comes in, until stopped.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; with PostgreSQL, one for each core.",
)
@click.option(
    "--again", is_flag=True, help="Try once more what could not be read, as after adding a key."
)
@as_json_option
@as_person
@click.pass_obj
def unseal(house: House, *, watch: bool, workers: int, again: bool, as_json: bool) -> None:
    """Open every complete submission, check its seal and file what it says.

    What cannot be opened keeps its place in the books, with the reason. It is safe to stop this
    at any moment, and to run it on several machines at once.
    """
    from server.cli.filing.unsealing import Crew, Place  # noqa: PLC0415
    from server.cli.unattended import open_for_filing  # noqa: PLC0415 - slow to import
    from server.services.filing.owed import Owed  # noqa: PLC0415

    opened = open_for_filing(house)
    if again:
        _reopen(house, opened.actor)
    if workers > 1 and not house.database.locks_rows:
        house.console.print("With SQLite one process does the work.")
        workers = 1
    settings = house.settings
    place = Place(url=settings.database_url, owed=Owed(folder=settings.data))
    with Crew(house.database, place, vault=opened.vault, workers=workers) as crew:
        unkept = crew.unkept()
        _tell(house, _run(house, crew), as_json=as_json)
        _say_kept(house, unkept - crew.unkept())
        if watch:
            _watch(house, crew, as_json=as_json)


def _say_kept(house: House, kept: int) -> None:
    if kept > 0:
        what = counted(kept, "submission that was", "submissions that were")
        house.console.print(f"What opened {what} filed earlier is kept now: no form key needed.")


def _watch(house: House, crew: Crew, *, as_json: bool) -> None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - slow to import

    # Leaving in good order ends the other processes too, which a plain end would leave behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        time.sleep(_PAUSE_SECONDS)
        try:
            if crew.waiting():
                _tell(house, _run(house, crew), as_json=as_json)
        except OperationalError:
            house.console.print("The database cannot be reached; trying again.")


def _reopen(house: House, actor: str) -> None:
    from server.services.filing.unseal import reopen  # noqa: PLC0415 - slow to import

    with house.database.work() as work:
        reopen(work, actor=actor)
        work.commit()


def _run(house: House, crew: Crew) -> Tally:
    from rich.progress import Progress  # noqa: PLC0415 - slow to import

    with Progress(console=house.console, transient=True) as progress:
        task = progress.add_task("Opening and filing", total=crew.waiting())
        return crew.run(lambda done: progress.update(task, completed=done))


def _tell(house: House, tally: Tally, *, as_json: bool) -> None:
    from server.services.filing.books import explain, read_books  # noqa: PLC0415 - slow to import

    with house.database.reading() as connection:
        books = read_books(connection)
    lines = sorted(tally.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    if as_json:
        outcomes = [
            {"state": state, "reason": reason, "count": count} for (state, reason), count in lines
        ]
        house.say_json(
            {
                "opened": tally.total(),
                "outcomes": outcomes,
                "received": books.received,
                "books": books.by_state,
            }
        )
        return
    house.say(f"{tally.total():,} opened." if tally else "Nothing was waiting to be opened.")
    for (state, reason), count in lines:
        why = f": {explain(state, reason)}" if reason else ""
        house.say(f"  {count:>7,}  {state.replace('_', ' ')}{why}")
    house.say(books.sentence)
