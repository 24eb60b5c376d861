"""`lespwa init`: the short ceremony that sets Lespwa up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.trust.person_options import Given, describing

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.trust.people import FirstPerson
    from server.services.trust.set_up import NewVault

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--login", help="The first custodian's login, such as amina.")
@describing(["leader", "data_manager"])
@click.option("--password-file", type=_IN, help="A file with their password.")
@click.option(
    "--recovery-file",
    type=_OUT,
    help="Write the recovery code to this new file; it then counts as typed back.",
)
@as_json_option
@click.pass_obj
def init(
    house: House,
    *,
    login: str | None,
    password_file: Path | None,
    recovery_file: Path | None,
    as_json: bool,
    **given: Unpack[Given],
) -> None:
    """Set up: make the vault, its first custodian, the recovery code and the form key.

    What is not given is asked. Nothing is kept until the recovery code was typed back.
    """
    from server.cli.trust.new_people import first_person  # noqa: PLC0415 - slow to import
    from server.services.trust.set_up import begin_vault, require_no_vault  # noqa: PLC0415

    house.found()
    require_no_vault(house.database)
    if house.can_ask() and not as_json:
        house.say("Welcome. This takes two minutes: one person, one password, one code on paper.")
    first = first_person(house, login, given, password_file)
    with house.console.status("Trying out how much a password may cost here…"):
        new = begin_vault(house.cost())
    moved = _keep(house, new, first, recovery_file)
    if as_json:
        house.say_json({"login": first.login, "form_keys_moved": moved, "custodians": 1})
        return
    house.say(f"Lespwa is set up. {first.name} holds the only key to the vault.")
    if moved:
        house.say(f"Form keys moved from files into the vault: {moved}. The files are gone.")
    house.say("If that password is lost, only the paper helps. So give a second person a key now:")
    house.say('  lespwa people add LOGIN --name "NAME" --role leader')


def _keep(house: House, new: NewVault, first: FirstPerson, recovery_file: Path | None) -> int:
    """Keep everything at once; return how many form keys came out of files."""
    from server.cli.asking import typed_back  # noqa: PLC0415 - slow to import
    from server.services.trust.key_file import read_key_file  # noqa: PLC0415
    from server.services.trust.recovery import check_typed_back  # noqa: PLC0415
    from server.services.trust.set_up import set_up  # noqa: PLC0415

    files = sorted((house.data / "keys").glob("*.pem"))
    keys = [read_key_file(each, bytes) for each in files]
    with (
        typed_back(house, new.code, recovery_file, check_typed_back) as typed,
        house.database.work() as work,
    ):
        set_up(work, new, first, typed=typed, form_keys=keys, at=house.clock())
        work.commit()
    for each in files:  # only now: until the commit they were the only copies
        each.unlink()
    return len(files)
