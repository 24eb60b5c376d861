"""`lespwa audit accept-clock`: a custodian says that a clock which was set back is right now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.shown import agreed

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.domain.audit_time import Setback


@click.command("accept-clock")
@click.option("--yes", is_flag=True, help="Do not ask again; for a script.")
@as_person
@click.pass_obj
def accept_clock(house: House, *, yes: bool) -> None:
    """Accept that the clock was set back, so that everything can be written again.

    Somebody may have set it forward to let time pass that did not: first look at what was done
    then. The place stays named by `lespwa audit verify`, with this event.
    """
    from server.services.trust import clock  # noqa: PLC0415 - slow to import

    actor, database = house.actor, house.database
    with database.reading() as connection:
        place = clock.place_to_accept(connection, actor, at=database.clock())
    for line in _shown(place):
        house.say(line)
    if not agreed(house, "Was it looked into, and is the clock right now?", yes=yes):
        house.say("Nothing was accepted.")
        return
    with database.work() as work:
        clock.accept_clock(work, house.present(work), at=database.clock())
        work.commit()
    house.say("Accepted: the clock of the audit counts from now on.")


def _shown(place: Setback) -> list[str]:
    return [
        place.sentence,
        "What was written between the two may have been done on a day that was none. To see it:",
        "  lespwa audit show",
    ]
