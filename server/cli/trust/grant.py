"""`lespwa grant`: give a role of PostgreSQL just what the door or the office needs."""

from __future__ import annotations

import click

from server.cli.as_person import as_person
from server.cli.house import House


@click.command()
@click.argument("part", type=click.Choice(["intake", "office"]))
@click.argument("role")
@as_person
@click.pass_obj
def grant(house: House, *, part: str, role: str) -> None:
    """Give ROLE, which is in the database already, what PART of Lespwa needs, and no more.

    The intake may add submissions and see the forms and who may send; it can read back nothing
    that was received. The office is everything else. Neither can change or delete an event of
    the audit. Run it as the owner of the tables, and again after every upgrade.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.audit import grant_role  # noqa: PLC0415

    who = house.require(Action.SYSTEM_UPGRADE)
    grant_role(house.database, part, role, actor=who.account.id)
    house.say(f"{role} has what the {part} needs, and nothing else of Lespwa's.")
