"""`lespwa ledger`: the data keys in a file of their own, of which only the newest is kept."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.domain.counted import counted

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """Write the data keys to a file beside a backup, and put them back.

    Keep only the newest ledger, apart from the backups: whatever was disposed of is no longer in
    it. It holds no key in clear. Both need the vault to be opened, by which a ledger that was
    changed, or written elsewhere, is told.
    """


@ledger.command()
@click.argument("file", type=_FILE)
@as_person
@click.pass_obj
def write(house: House, *, file: Path) -> None:
    """Write the ledger to FILE, in place of the one before.

    A custodian does it, or a machine with its key file (see `lespwa keys add-machine`).
    """
    from server.cli.unattended import open_unattended  # noqa: PLC0415 - slow to import
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.trust.ledger import write_key_ledger  # noqa: PLC0415

    opened = open_unattended(house, Action.BACKUP_MAKE)
    found = write_key_ledger(
        house.database, opened.vault, file, actor=opened.actor, at=house.clock()
    )
    keys = counted(found.keys, "data key", "data keys")
    house.say(f"{file} holds {keys} and names {found.destroyed:,} as destroyed.")


@ledger.command("apply")
@click.argument("file", type=_FILE)
@as_person
@click.pass_obj
def apply_(house: House, *, file: Path) -> None:
    """Give a restored database exactly the data keys of the ledger in FILE.

    What was disposed of since the database was copied is disposed of here too. For a custodian,
    who signs in with the password of the day the database was copied.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.ledger import apply_key_ledger  # noqa: PLC0415
    from server.storage.scrub import scrub  # noqa: PLC0415

    person = house.require(Action.LEDGER_APPLY)
    vault = person.opened_vault()
    with house.database.work() as work:
        house.present(work)
        done = apply_key_ledger(work, vault, file, actor=person.account.id)
        work.commit()
    scrub(house.database)
    house.say(f"The ledger of {done.made_at:%Y-%m-%d %H:%M} UTC is in place.")
    house.say(f"  {done.keys:>7,}  data keys are here")
    house.say(f"  {done.disposed:>7,}  disposed of since the copy was made, and now here too")
    house.say(f"  {done.newer:>7,}  of submissions that this copy does not hold")
