"""The commands of `lespwa keys` about the ways into the vault: people's, machines', the code's."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

import click

from server.cli.as_person import as_person, with_second
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.register.agent_lists import lined_up

_HEADINGS: Final = ["SLOT", "KIND", "WHOSE", "MADE ON", "STATE"]
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@as_person
@as_json_option
@click.pass_obj
def slots(house: House, *, as_json: bool) -> None:
    """List every way into the vault, and say which of them is damaged."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.ways_in import ways_in  # noqa: PLC0415

    house.require(Action.SLOT_LIST)
    with house.database.reading() as connection:
        found = ways_in(connection, house.clock())
    if as_json:
        house.say_json([each.as_json() for each in found])
        return
    for line in lined_up([_HEADINGS, *(each.words() for each in found)]):
        house.say(line)


@click.command("add-machine")
@click.argument("label", metavar="NAME")
@click.option("--out", required=True, type=_OUT, help="Write the machine's key to this new file.")
@with_second
@as_person
@click.pass_obj
def add_machine(
    house: House, *, label: str, out: Path, with_login: str | None, with_file: Path | None
) -> None:
    """Let the machine called NAME open submissions unattended, with a key file of its own.

    It takes two people at one desk, but for a new house with one custodian.

    `lespwa unseal` there finds it by LESPWA_MACHINE_KEY_FILE, or as the systemd credential
    lespwa-machine-key. Whoever reads that file and the database reads everything.
    """
    from server.cli.secret_files import secret_files  # noqa: PLC0415 - slow to import
    from server.cli.signing_in import second_person  # noqa: PLC0415
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.trust import machines  # noqa: PLC0415

    who = house.require(Action.SLOT_ADD)
    second = second_person(house, with_login, with_file)
    key = machines.new_machine_key(secrets.token_bytes)
    with secret_files({out: f"{key}\n".encode()}), house.database.work() as work:
        slot = machines.add_machine(work, key, label=label, by=who, at=house.clock(), second=second)
        work.commit()
    house.say(f"{out} opens the vault on {label}. To take that back:")
    house.say(f"  lespwa keys remove-slot {slot}")


@click.command("remove-slot")
@click.argument("slot")
@as_person
@click.pass_obj
def remove_slot(house: House, *, slot: str) -> None:
    """Take the way into the vault with the id SLOT away; for Leaders.

    A person whose slot is removed can sign in again once a custodian has reset their password.
    """
    from server.services.trust.passwords import remove_slot as remove  # noqa: PLC0415 - slow

    who = house.unlock()
    with house.database.work() as work:
        remove(work, slot, by=who, at=house.clock())
        work.commit()
    house.say("That way into the vault is gone.")


@click.command("new-recovery")
@click.option("--recovery-file", type=_OUT, help="Write the new code to this new file.")
@as_person
@click.pass_obj
def new_recovery(house: House, *, recovery_file: Path | None) -> None:
    """Make a new recovery code; once it was typed back, the one before opens nothing more.

    For Leaders: with the code, anybody can take the place of a Leader.
    """
    from server.cli.asking import typed_back  # noqa: PLC0415 - slow to import
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.trust import recovery  # noqa: PLC0415

    who = house.require(Action.SLOT_REMOVE)
    code = recovery.new_recovery_code(secrets.token_bytes)
    with (
        typed_back(house, code, recovery_file, recovery.check_typed_back),
        house.database.work() as work,
    ):
        recovery.replace_recovery(work, code, by=who, at=house.clock())
        work.commit()
    house.say("The new recovery code holds; the one before opens nothing more.")
