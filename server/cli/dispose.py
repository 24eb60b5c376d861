"""`lespwa dispose`: two people agree to destroy what is held of a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from collections.abc import Callable

    from server.services.trust.disposal import Request, Tombstone


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
    actor = house.actor
    with house.database.work() as work:
        request_disposal(work, actor, wanted, at=house.clock())
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
    from server.services.trust.accounts import account_by_id  # noqa: PLC0415
    from server.services.trust.disposal import list_requests, list_tombstones  # noqa: PLC0415

    house.require(Action.DISPOSAL_REQUEST)
    with house.database.reading() as connection:

        def who(account_id: str) -> str:
            account = account_by_id(connection, account_id)
            return account.login if account else account_id

        if done:
            found = [_remains(each, who) for each in list_tombstones(connection)]
        else:
            found = [_asked(each, who) for each in list_requests(connection)]
    if as_json:
        house.say_json(found)
        return
    for each in found:
        told = ((name.replace("_", " "), _in_words(value)) for name, value in each.items())
        house.say("  ".join(f"{name}: {words}" for name, words in told if words))
    if not found:
        house.say("Nothing was disposed of." if done else "No request waits.")


@dispose.command()
@click.argument("submission")
@as_person
@click.pass_obj
def authorise(house: House, *, submission: str) -> None:
    """Agree to the request about SUBMISSION, and destroy what is held of it."""
    from server.services.trust.disposal import authorise_disposal  # noqa: PLC0415 - slow to import
    from server.storage.scrub import scrub  # noqa: PLC0415

    actor = house.actor
    with house.database.work() as work:
        authorise_disposal(work, actor, submission, at=house.clock())
        work.commit()
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

    actor = house.actor
    with house.database.work() as work:
        refuse_disposal(work, actor, submission, at=house.clock())
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


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


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
