"""`lespwa export request` and what follows it: two people agree to an export of personal data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.shown import agreed, blocks, login_by_id
from server.domain.counted import counted

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from collections.abc import Callable
    from datetime import datetime

    from server.services.export.export_requests import ExportRequest

_ASKED = "You are asked to let personal data out:"


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--why", required=True, help="The purpose; it is kept for ever, so name nobody.")
@click.option("--recipient", default="", help="Which office is to have the file, if not ours.")
@click.option(
    "--days",
    default=7,
    show_default=True,
    type=click.IntRange(1, 31),
    help="How long it stands once a Leader has agreed.",
)
@as_person
@click.pass_obj
def request(house: House, *, what: tuple[str, ...], why: str, recipient: str, days: int) -> None:
    """Ask to export personal data: WHAT is `cases`, or `submissions` and a form."""
    from server.services.export.export_requests import Wanted, request_export  # noqa: PLC0415 - slow

    wanted = Wanted(what=" ".join(what), why=why, recipient=recipient, days=days)
    house.unlock()
    with house.database.work() as work:
        asked = request_export(work, house.present(work), wanted, at=house.clock())
        work.commit()
    house.say("Requested. A Leader, somebody else, can now authorise it:")
    house.say(f"  lespwa export authorise {asked}")


@click.command("list")
@as_json_option
@as_person
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List the requests to export personal data, and what became of them."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.export.export_requests import list_export_requests  # noqa: PLC0415

    house.require(Action.PERSONAL_EXPORT_REQUEST)
    with house.database.reading() as connection:
        now, who = house.clock(), partial(login_by_id, connection)
        found = [_row(each, who, now) for each in list_export_requests(connection)]
    if as_json:
        house.say_json(found)
    elif not found:
        house.say("Nobody has asked for an export of personal data.")
    else:
        heading = f"{counted(len(found), 'request', 'requests')} to export personal data:"
        for line in blocks(heading, found):
            house.say(line)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask again; for a script.")
@as_person
@click.pass_obj
def authorise(house: House, *, id_: str, yes: bool) -> None:
    """Agree to the request ID of somebody else.

    The request is shown first, and nothing is agreed to before you say yes.
    """
    from server.services.export.export_requests import (  # noqa: PLC0415 - slow to import
        authorise_export,
        show_export_request,
    )

    actor, now = house.actor, house.clock()
    with house.database.reading() as connection:
        asked = show_export_request(connection, actor, id_, at=now)
        for line in blocks(_ASKED, [_row(asked, partial(login_by_id, connection), now)]):
            house.say(line)
    house.say("")
    if not agreed(house, f"Let it out, for {asked.days} days?", yes=yes):
        house.say("Nothing was authorised, and the request still waits.")
        return
    with house.database.work() as work:
        done = authorise_export(work, house.present(work), id_, at=house.clock())
        work.commit()
    house.say(f"Authorised until {done.until:%Y-%m-%d at %H:%M} UTC. It can now be carried out:")
    house.say(f"  lespwa export {done.what} --request {done.id} --format xlsx --out FILE")


@click.command()
@click.argument("id_", metavar="ID")
@as_person
@click.pass_obj
def refuse(house: House, *, id_: str) -> None:
    """Decide against the request ID; who made it may take it back."""
    from server.services.export.export_requests import refuse_export  # noqa: PLC0415 - slow to import

    house.unlock()
    with house.database.work() as work:
        refuse_export(work, house.present(work), id_, at=house.clock())
        work.commit()
    house.say("Refused: nothing is exported under it.")


def _row(each: ExportRequest, who: Callable[[str], str], now: datetime) -> dict[str, object]:
    return {
        "id": each.id,
        "what": each.what,
        "state": _state(each, now),
        "requested_by": who(each.requested_by),
        "requested": f"{each.requested_at:%Y-%m-%d}",
        "why": each.why,
        "recipient": each.recipient,
        "days": each.days,
        "decided_by": who(each.decided_by) if each.decided_by else None,
        "until": f"{each.until:%Y-%m-%d %H:%M}" if each.until else None,
        "last_used": f"{each.used_at:%Y-%m-%d %H:%M}" if each.used_at else None,
    }


def _state(each: ExportRequest, now: datetime) -> str:
    if each.is_authorised is None:
        return "waits for a Leader"
    if not each.is_authorised:
        return "refused"
    return "stands" if each.stands(now) else "ended"
