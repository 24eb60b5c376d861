"""`lespwa audit`: prove that no trace of who did what was changed, and read it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.secret_files import secret_files
from server.cli.trust.audit_clock import accept_clock
from server.errors import Code, Refused

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.domain.checkpoint import Checkpoint
    from server.services.trust.audit import Happening, Tell

_MOST = 10_000
_LONGEST = 1_000_000  # bytes of a file with a checkpoint
_HINT = (
    "Compare it with a checkpoint that was kept on paper, too (--checkpoint): an audit that was"
    " written anew to its end would also be whole."
)


@click.group()
def audit() -> None:
    """Prove that no trace of who did what was changed, and read it."""


audit.add_command(accept_clock)


@audit.command()
@click.option(
    "--checkpoint",
    metavar="TEXT|FILE",
    help="A checkpoint that was kept elsewhere, or a file that holds it.",
)
@as_json_option
@click.pass_context
def verify(ctx: click.Context, *, checkpoint: str | None, as_json: bool) -> None:
    """Follow the chain of all events, and name the first that is not as it was written.

    The exit code is 1 when there is one. No password is needed, so that an auditor can do it.
    """
    from server.services.trust.audit import verify_chain  # noqa: PLC0415 - slow to import

    house: House = ctx.obj
    until = None if checkpoint is None else _read_checkpoint(checkpoint)
    with house.database.reading() as connection, _progress(house) as tell:
        verdict = verify_chain(connection, until=until, tell=tell, now=house.database.clock())
    if as_json:
        house.say_json(
            {
                "is_whole": verdict.is_whole,
                "events": verdict.count,
                "checkpoint": verdict.head.text,
                "fault": verdict.fault,
                "broken_at": verdict.broken_at,
                "sentence": verdict.sentence,
                "clock_accepted": [each.sentence for each in verdict.accepted],
            }
        )
    else:
        house.say(verdict.sentence)
        if until is not None and verdict.is_whole:
            house.say(f"It passes the checkpoint of event {until.sequence:,}.")
        elif verdict.is_whole:
            house.say(_HINT)
        for each in verdict.accepted:
            house.say(f"A custodian has accepted: {each.sentence}")
    if not verdict.is_whole:
        ctx.exit(1)


@audit.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to this new file, to print or to send.",
)
@as_person
@as_json_option
@click.pass_obj
def checkpoint(house: House, *, out: Path | None, as_json: bool) -> None:
    """Print the number and hash of the last event, to be kept away from the server.

    The chain is proved first. Do it every week, on paper or by e-mail to the Leader: whoever
    rewrites the audit afterwards cannot rewrite what was printed.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.audit import make_checkpoint  # noqa: PLC0415

    who = house.require(Action.AUDIT_CHECKPOINT)
    with _progress(house) as tell:
        made = make_checkpoint(house.database, actor=who.account.id, tell=tell)
    sheet = _sheet(house, made)
    if out is not None:
        with secret_files({out: sheet.encode()}):
            house.say(f"The checkpoint of event {made.sequence:,} is in {out}.")
    elif as_json:
        house.say_json({"sequence": made.sequence, "checkpoint": made.text})
    else:
        house.say(sheet.rstrip())


@audit.command()
@click.option(
    "--last",
    type=click.IntRange(1, _MOST),
    default=30,
    show_default=True,
    help="How many.",
)
@click.option("--action", help="Only these, such as export or sign_in.refused.")
@click.option("--actor", help="Only what this login or id did.")
@click.option("--subject", help="Only what was done to this login or id.")
@as_person
@as_json_option
@click.pass_obj
def show(  # noqa: PLR0913 - one for each option
    house: House,
    *,
    last: int,
    action: str | None,
    actor: str | None,
    subject: str | None,
    as_json: bool,
) -> None:
    """Show the last events: when, who, did what, to what. They hold no personal data."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.audit import Wanted, latest  # noqa: PLC0415

    house.require(Action.AUDIT_READ)
    wanted = Wanted(last=last, action=action, actor=actor, subject=subject)
    with house.database.reading() as connection:
        found = latest(connection, wanted)
    if as_json:
        house.say_json([_row(each) for each in found])
        return
    for each in found:
        house.say(_line(each))
    if not found:
        house.say("There are no such events.")


@contextmanager
def _progress(house: House) -> Iterator[Tell]:
    with house.console.status("Following the chain …") as status:
        yield lambda count: status.update(f"Following the chain: {count:,} events …")


def _read_checkpoint(given: str) -> Checkpoint:
    from server.services.trust.audit import find_checkpoint  # noqa: PLC0415 - slow to import

    if not os.path.isfile(given):  # noqa: PTH113 - unlike Path's, it says no to any text
        return find_checkpoint(given)
    try:
        with Path(given).open(encoding="utf-8", errors="replace") as file:
            return find_checkpoint(file.read(_LONGEST))
    except OSError as error:
        raise Refused(Code.FILE_PROBLEM, name=given, why="it cannot be read") from error


def _sheet(house: House, made: Checkpoint) -> str:
    return (
        f"Lespwa: checkpoint of the audit, {house.clock():%d %B %Y, %H:%M} UTC\n\n"
        f"{made.text}\n\n"
        "Keep it where nobody who runs the server can change it. To compare the audit with it:\n"
        "lespwa audit verify --checkpoint FILE, or the line itself in quotation marks.\n"
    )


def _row(each: Happening) -> Mapping[str, object]:
    return {
        "sequence": each.sequence,
        "at": each.at.isoformat(),
        "actor": each.actor,
        "action": each.action,
        "subject": each.subject,
        "detail": each.detail,
    }


def _line(each: Happening) -> str:
    detail = "  ".join(f"{name}={_said(value)}" for name, value in each.detail.items())
    words = (f"{each.sequence:>9,}", f"{each.at:%Y-%m-%d %H:%M:%S}", each.actor, each.action)
    return "  ".join([*words, each.subject, detail]).rstrip()


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{each}" for name, each in value.items()) or "none"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
