"""`lespwa books`: where every received submission is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from server.cli.house import House
from server.cli.json_option import as_json_option
from server.errors import Code, Refused

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from sqlalchemy import Connection


@click.command()
@click.option("--form", "form_id", help="Only the submissions of this form.")
@as_json_option
@click.pass_context
def books(ctx: click.Context, *, form_id: str | None, as_json: bool) -> None:
    """Account for every submission: what is filed, what is not and why, what is awaited.

    The books are held against the audit. When something that arrived is gone, or something is
    held that never arrived, of whichever form, it is named, and the exit code is 1.
    """
    from server.services.filing import books as service  # noqa: PLC0415 - slow to import
    from server.services.filing.reckoning import reckon  # noqa: PLC0415

    house: House = ctx.obj
    with house.database.reading() as connection:
        found = service.read_books(connection, form_id)
        awaited = list(service.list_incomplete(connection, house.clock(), form_id))
        if form_id is not None and not found.received:
            _require_form(connection, form_id)
        reckoning = reckon(connection)
    reasons = [
        {"state": state, "reason": reason, "count": count}
        for (state, reason), count in found.by_reason.items()
    ]
    if as_json:
        incomplete = [
            {
                "submission": each.submission_id,
                "form": each.form_id,
                "missing": each.missing,
                "hours": round(each.age.total_seconds() / 3600, 1),
            }
            for each in awaited
        ]
        house.say_json(
            {
                "received": found.received,
                "books": found.by_state,
                "reasons": reasons,
                "incomplete": incomplete,
                **reckoning.as_json(),
            }
        )
        ctx.exit(0 if reckoning.is_even else 1)
    house.say(found.sentence)
    for (state, reason), count in found.by_reason.items():
        house.say(f"  {count:>7,}  {state.replace('_', ' ')}: {service.explain(state, reason)}")
    for each in awaited:
        house.say(
            f"  {each.submission_id} of {each.form_id} has waited {service.say_age(each.age)} "
            f"for {len(each.missing)} files"
        )
    for line in reckoning.named():
        house.say(line)
    if not reckoning.is_even:
        house.say("Put the newest copy of the database back beside this one and compare the two.")
        ctx.exit(1)


def _require_form(connection: Connection, form_id: str) -> None:
    """Refuse a mistyped name, which would look like a form of which nothing came in.

    Raises:
        Refused: UNKNOWN_FORM.
    """
    from server.services.publishing.forms import list_forms  # noqa: PLC0415 - slow to import

    if form_id not in {each.form_id for each in list_forms(connection)}:
        raise Refused(Code.UNKNOWN_FORM, form=form_id)
