"""The commands of `lespwa keys` by which two people destroy an old form key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.shown import agreed, blocks, login_by_id

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.trust.key_destruction import KeyRequest

_SLACK = timedelta(hours=1)  # between the clocks of machines that receive
_ASKED = "You are asked to destroy this form key:"


@click.command()
@click.argument("fingerprint")
@click.option("--why", required=True, help="The reason; it is kept, so name nobody.")
@as_person
@click.pass_obj
def destroy(house: House, *, fingerprint: str, why: str) -> None:
    """Ask that the old form key FINGERPRINT be destroyed; a Leader, somebody else, agrees.

    Nothing that was not opened here may need it any more. What a tablet still sends that was
    sealed with it can then be opened by nobody.
    """
    from server.services.trust.key_destruction import request_destruction  # noqa: PLC0415 - slow

    house.unlock()
    with house.database.work() as work:
        actor = house.present(work)
        name = request_destruction(work, actor, fingerprint, why=why, at=house.clock())
        work.commit()
    house.say("Requested. A Leader, somebody else, can now authorise it:")
    house.say(f"  lespwa keys authorise-destroy {name[:16]}")


@click.command("authorise-destroy")
@click.argument("fingerprint")
@click.option("--yes", is_flag=True, help="Do not ask again; for a script.")
@as_person
@click.pass_obj
def authorise_destroy(house: House, *, fingerprint: str, yes: bool) -> None:
    """Agree to the request about the form key FINGERPRINT, and destroy its private half.

    First what was not opened is tried with it; if one submission needs it, it stays.
    """
    from server.services.filing.key_needed import KeyNeeded  # noqa: PLC0415 - slow to import
    from server.services.filing.opening import Opener  # noqa: PLC0415
    from server.services.trust.key_destruction import (  # noqa: PLC0415
        authorise_destruction,
        check_unneeded,
        show_key_request,
    )
    from server.storage.scrub import scrub  # noqa: PLC0415

    actor, began = house.actor, house.clock()
    with house.database.reading() as connection:
        asked = show_key_request(connection, actor, fingerprint, at=house.clock())
        opener = Opener.of(house.unlock().opened_vault())
        with _progress(house) as tell:
            needed_by = KeyNeeded(opener=opener, tell=tell)
            check_unneeded(connection, asked.fingerprint, needed_by)
        for line in blocks(_ASKED, [_facts(asked, partial(login_by_id, connection))]):
            house.say(line)
    house.say("")
    if not agreed(house, "Destroy it for good? There is no way back.", yes=yes):
        house.say("Nothing was destroyed, and the request still waits.")
        return
    with house.database.work() as work:
        now = house.present(work)  # somebody thought about it meanwhile
        came_since = KeyNeeded(opener=opener, since=began - _SLACK)
        check_unneeded(work.connection, asked.fingerprint, came_since)
        authorise_destruction(work, now, asked, at=house.clock())
        work.commit()
    scrub(house.database)
    house.say("Destroyed. Backups made before still hold it: let none of them grow old.")


@click.command("refuse-destroy")
@click.argument("fingerprint")
@as_person
@click.pass_obj
def refuse_destroy(house: House, *, fingerprint: str) -> None:
    """Decide against the request about the form key; who made it may take it back."""
    from server.services.trust.key_destruction import refuse_destruction  # noqa: PLC0415 - slow

    house.unlock()
    with house.database.work() as work:
        refuse_destruction(work, house.present(work), fingerprint)
        work.commit()
    house.say("Refused: the key is kept.")


def _facts(asked: KeyRequest, who: Callable[[str], str]) -> dict[str, object]:
    last = asked.last_received
    return {
        "fingerprint": asked.fingerprint,
        "made": f"{asked.made_at:%Y-%m-%d}",
        "last_report_of_a_form_with_it": f"{last:%Y-%m-%d}" if last else "none",
        "requested_by": who(asked.asked_by),
        "requested": f"{asked.asked_at:%Y-%m-%d}",
        "why": asked.why,
    }


@contextmanager
def _progress(house: House) -> Iterator[Callable[[int], None]]:
    from rich.progress import Progress  # noqa: PLC0415 - slow to import

    is_shown = house.console.is_terminal
    with Progress(console=house.console, transient=True, disable=not is_shown) as progress:
        task = progress.add_task("Trying the key", total=None)
        yield lambda count: progress.advance(task, count)
