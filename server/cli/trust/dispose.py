"""`lespwa dispose`: two people agree to destroy what is held of a submission."""

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

    from server.services.trust.disposal import Request, Tombstone

_ASKED = "You are asked to destroy this:"


@click.group()
def dispose() -> None:
    """Destroy what is held of a submission, for good.

    One person asks and the Leader, who must be somebody else, agrees. The key to its sealed
    content is destroyed, so that it opens neither here nor in an earlier copy of the database.
    """


@dispose.command()
@click.argument("submission")
@click.option("--why", required=True, help="The reason; it is kept for ever, so name nobody.")
@click.option(
    "--keep-statistics",
    is_flag=True,
    help="Keep the coded columns, without references, to be counted.",
)
@as_person
@click.pass_obj
def request(house: House, *, submission: str, why: str, keep_statistics: bool) -> None:
    """Ask that SUBMISSION, by its id, be disposed of."""
    from server.services.trust.disposal import Wanted, request_disposal  # noqa: PLC0415 - slow to import

    wanted = Wanted(submission_id=submission, why=why, keeps_statistics=keep_statistics)
    house.unlock()
    with house.database.work() as work:
        request_disposal(work, house.present(work), wanted, at=house.clock())
        work.commit()
    house.say("Requested. The Leader can now authorise it:")
    house.say(f"  lespwa dispose authorise {submission}")


@dispose.command("list")
@click.option("--done", is_flag=True, help="List what was disposed of instead.")
@as_json_option
@as_person
@click.pass_obj
def list_(house: House, *, done: bool, as_json: bool) -> None:
    """List the requests that wait for the Leader."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.disposal import list_requests, list_tombstones  # noqa: PLC0415

    house.require(Action.DISPOSAL_REQUEST)
    with house.database.reading() as connection:
        who = partial(login_by_id, connection)
        if done:
            found = [_remains(each, who) for each in list_tombstones(connection)]
        else:
            found = [_asked(each, who) for each in list_requests(connection)]
    if as_json:
        house.say_json(found)
    elif not found:
        house.say("Nothing was disposed of." if done else "No request waits.")
    else:
        for line in blocks(_heading(len(found), done=done), found):
            house.say(line)


@dispose.command()
@click.argument("submission")
@click.option("--yes", is_flag=True, help="Do not ask again; for a script.")
@as_person
@click.pass_obj
def authorise(house: House, *, submission: str, yes: bool) -> None:
    """Agree to the request about SUBMISSION, and destroy what is held of it.

    The request is shown first, and nothing is destroyed before you say yes.
    """
    from server.services.trust.disposal import (  # noqa: PLC0415 - slow to import
        authorise_disposal,
        show_request,
    )

    actor = house.actor
    with house.database.reading() as connection:
        asked = show_request(connection, actor, submission, at=house.clock())
        for line in blocks(_ASKED, [_asked(asked, partial(login_by_id, connection))]):
            house.say(line)
    house.say("")
    if not agreed(house, "Destroy it for good? There is no way back.", yes=yes):
        house.say("Nothing was destroyed, and the request still waits.")
        return
    with house.database.work() as work:
        now = house.present(work)  # somebody thought about it meanwhile
        authorise_disposal(work, now, submission, at=house.clock(), shown=asked.id)
        work.commit()
    _say_done(house, submission)


def _say_done(house: House, submission: str) -> None:
    from server.storage.scrub import scrub  # noqa: PLC0415 - slow to import

    house.say(f"Disposed of {submission}; its tombstone remains (lespwa dispose list --done).")
    house.say("Now replace the key ledger, for the one before still holds the key:")
    house.say("  lespwa ledger write FILE")
    if not scrub(house.database):
        house.say("Somebody is using the database, so the key's old place could not be overwritten")
        house.say("yet; the next disposal does it too.")


@dispose.command()
@click.argument("submission")
@as_person
@click.pass_obj
def refuse(house: House, *, submission: str) -> None:
    """Decide against the request about SUBMISSION; who made it may take it back."""
    from server.services.trust.disposal import refuse_disposal  # noqa: PLC0415 - slow to import

    house.unlock()
    with house.database.work() as work:
        refuse_disposal(work, house.present(work), submission, at=house.clock())
        work.commit()
    house.say(f"Refused: {submission} is kept.")


def _asked(each: Request, who: Callable[[str], str]) -> dict[str, object]:
    return {
        "submission": each.submission_id,
        "form": each.form_id,
        "received": f"{each.received_at:%Y-%m-%d}",
        "requested_by": who(each.requested_by),
        "requested": f"{each.requested_at:%Y-%m-%d}",
        "why": each.why,
        "keeps_statistics": each.keeps_statistics,
    }


def _heading(count: int, *, done: bool) -> str:
    if done:
        return f"{counted(count, 'submission was', 'submissions were')} disposed of:"
    return f"{counted(count, 'request waits', 'requests wait')} for a Leader, not who asked:"


def _remains(each: Tombstone, who: Callable[[str], str]) -> dict[str, object]:
    return {
        "submission": each.submission_id,
        "form": each.form_id,
        "kinds": " ".join(each.kinds),
        "received": f"{each.received_at:%Y-%m-%d}",
        "disposed": f"{each.disposed_at:%Y-%m-%d}",
        "requested_by": who(each.requested_by),
        "authorised_by": who(each.authorised_by),
        "why": each.why,
        "keeps_statistics": each.keeps_statistics,
    }
