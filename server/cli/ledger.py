"""`lespwa ledger`: the data keys in a file of their own, of which only the newest is kept."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.as_person import as_person
from server.cli.house import House

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """Write the data keys to a file beside a backup, and put them back.

    Keep only the newest ledger, apart from the backups: whatever was disposed of is no longer in
    it, and so opens in no backup either. It holds no key in clear.
    """


@ledger.command()
@click.argument("file", type=_FILE)
@as_person
@click.pass_obj
def write(house: House, *, file: Path) -> None:
    """Write the ledger to FILE, in place of the one before."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.ledger import write_key_ledger  # noqa: PLC0415

    person = house.require(Action.BACKUP_MAKE)
    found = write_key_ledger(house.database, file, actor=person.account.id, at=house.clock())
    house.say(f"{file} holds {found.keys:,} data keys and names {found.destroyed:,} as destroyed.")


@ledger.command("apply")
@click.argument("file", type=_FILE)
@as_person
@click.pass_obj
def apply_(house: House, *, file: Path) -> None:
    """Give a restored database exactly the data keys of the ledger in FILE.

    What was disposed of since the database was copied is disposed of here too.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.ledger import apply_key_ledger  # noqa: PLC0415
    from server.storage.scrub import scrub  # noqa: PLC0415

    person = house.require(Action.BACKUP_RESTORE)
    with house.database.work() as work:
        done = apply_key_ledger(work, file, actor=person.account.id)
        work.commit()
    scrub(house.database)
    house.say(f"The ledger of {done.made_at:%Y-%m-%d %H:%M} UTC is in place.")
    house.say(f"  {done.keys:>7,}  data keys are here")
    house.say(f"  {done.disposed:>7,}  submissions were disposed of since, and now are here too")
    house.say(f"  {done.newer:>7,}  are of submissions that this copy does not hold")
