"""`lespwa damaged`: read reports whose seal is broken, and have them filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.shown import agreed, blocks
from server.domain.counted import counted

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.filing.damaged import Words
    from server.services.filing.opening import Opener

_NOT_PROVED = "NOT PROVED. The seal is broken: a part of this may have been damaged or changed."


@click.group()
def damaged() -> None:
    """Read reports whose seal is broken, and have them filed.

    One wrong byte in a photograph breaks the seal of the whole report. Nothing of it is filed by
    itself then. You can read what it says, and accept it: it is filed as needing review, and
    counts as not proved wherever it is shown.
    """


@damaged.command("list")
@as_json_option
@as_person
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List the reports whose seal is broken."""
    from server.odk.opened import Reason  # noqa: PLC0415 - slow to import
    from server.services.filing.damaged import list_damaged  # noqa: PLC0415 - slow to import

    actor = house.actor
    with house.database.reading() as connection:
        found = [
            {
                "submission": each.id,
                "form": each.form_id,
                "received": each.received_at,
                "why": Reason(each.reason).sentence,
            }
            for each in list_damaged(connection, actor)
        ]
    if as_json:
        house.say_json(found)
    elif not found:
        house.say("No report has a broken seal.")
    else:
        heading = counted(len(found), "report has", "reports have") + " a broken seal:"
        for line in blocks(heading, found):
            house.say(line)


@damaged.command()
@click.argument("submission")
@as_person
@click.pass_obj
def show(house: House, *, submission: str) -> None:
    """Show what can be read of SUBMISSION, by its id; that you looked is noted."""
    _show(house, _read(house, _opener(house), submission))
    house.say("")
    house.say("To have it filed as needing review:")
    house.say(f"  lespwa damaged accept {submission}")


@damaged.command()
@click.argument("submission")
@click.option("--yes", is_flag=True, help="Do not show it and ask; for a script.")
@as_person
@click.pass_obj
def accept(house: House, *, submission: str, yes: bool) -> None:
    """Have SUBMISSION filed as it can be read, as needing review; it is shown first."""
    from server.services.filing.damaged import accept_damaged  # noqa: PLC0415 - slow to import

    opener = _opener(house)
    if not yes:
        _show(house, _read(house, opener, submission))
        house.say("")
    if not agreed(house, "File it, as not proved?", yes=yes):
        house.say("Nothing was filed; the report stays as it is.")
        return
    with house.database.work() as work:
        where = accept_damaged(work, house.present(work), opener, submission, at=house.clock())
        work.commit()
    house.say(f"Filed, and needs review as not proved. {where}")


def _opener(house: House) -> Opener:
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.filing.opening import Opener as Opens  # noqa: PLC0415 - slow to import

    return Opens.of(house.require(Action.SUBMISSION_ACCEPT).opened_vault())


def _read(house: House, opener: Opener, submission: str) -> Words:
    from server.services.filing.damaged import read_damaged  # noqa: PLC0415 - slow to import

    with house.database.work() as work:
        words = read_damaged(work, house.present(work), opener, submission)
        work.commit()
    return words


def _show(house: House, words: Words) -> None:
    house.say(_NOT_PROVED)
    house.say(words.where)
    house.say("")
    if words.answers is None:
        house.say(_printable(words.raw))
        return
    for answer in words.answers.answers:
        if answer.raw.strip():
            labels = answer.question.labels if answer.question else {}
            asked = next(iter(labels.values()), "") or answer.path
            house.say(f"  {_printable(asked)}: {_printable(answer.raw)}")


def _printable(text: str) -> str:
    """Keep a terminal from obeying what a stranger wrote."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)
