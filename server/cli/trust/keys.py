"""`lespwa keys`: care for the form keys, and for the ways into the vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from server.cli.as_person import as_person, with_second
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.register.agent_lists import lined_up
from server.cli.trust.key_destruction import authorise_destroy, destroy, refuse_destroy
from server.cli.trust.key_slots import add_machine, new_recovery, remove_slot, slots

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.trust.keys import ListedKey

_HEADINGS: Final = ["FINGERPRINT", "BITS", "MADE ON", "LIVE FORMS", "STATE"]
_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Care for the form keys, with which reports are sealed, and for the ways into the vault."""


for _command in (
    slots,
    add_machine,
    remove_slot,
    new_recovery,
    destroy,
    authorise_destroy,
    refuse_destroy,
):
    keys.add_command(_command)


@keys.command("list")
@as_person
@as_json_option
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List the form keys, the current one first."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.keys import list_keys  # noqa: PLC0415

    house.require(Action.KEY_LIST)
    with house.database.reading() as connection:
        found = list_keys(connection)
    if as_json:
        house.say_json(
            [
                {
                    "fingerprint": each.fingerprint,
                    "bits": each.bits,
                    "made": each.created_at,
                    "is_current": each.is_current,
                    "is_in_the_vault": each.is_here,
                    "live_forms": each.forms,
                    "is_to_be_destroyed": each.asked_by is not None,
                }
                for each in found
            ]
        )
        return
    rows = [_HEADINGS, *(_cells(each) for each in found)]
    for line in lined_up(rows) if found else ["There is no form key yet."]:
        house.say(line)


def _cells(key: ListedKey) -> list[str]:
    state = ["current" if key.is_current else "replaced"]
    if not key.is_here:
        state.append("private half not here")
    if key.asked_by is not None:
        state.append("to be destroyed once a Leader agrees")
    made = f"{key.created_at.date()}"
    return [key.fingerprint, str(key.bits), made, str(key.forms), ", ".join(state)]


@keys.command()
@as_person
@as_json_option
@click.pass_obj
def rotate(house: House, *, as_json: bool) -> None:
    """Make a new form key and publish every form anew with it.

    What was sealed with the keys before, and comes late, still opens.
    """
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.publishing.forms import republish  # noqa: PLC0415
    from server.services.trust.keys import rotate as rotate_key  # noqa: PLC0415

    who = house.require(Action.KEY_ROTATE)
    now, actor = house.clock(), who.account.id
    with house.database.work() as work:
        house.present(work)
        key = rotate_key(work, who.opened_vault(), now, actor=actor)
        forms = republish(work, key, at=now, actor=actor)
        work.commit()
    _say_current(house, key.fingerprint, [each.form_id for each in forms], as_json=as_json)


@keys.command("import")
@click.argument("pem", metavar="FILE", type=_IN)
@click.option("--make-current", is_flag=True, help="Publish every form anew with this key.")
@click.option("--passphrase-file", type=_IN, help="A file with the key's passphrase, if any.")
@with_second
@as_person
@as_json_option
@click.pass_obj
def import_(  # noqa: PLR0913 - click passes one argument for each option
    house: House,
    *,
    pem: Path,
    make_current: bool,
    passphrase_file: Path | None,
    with_login: str | None,
    with_file: Path | None,
    as_json: bool,
) -> None:
    """Take the private key in FILE (PEM, from an existing ODK project) into the vault.

    It opens what was sealed with it. To seal every new report with a key that was made elsewhere
    takes two people at one desk. FILE stays where it is: remove it yourself.
    """
    from server.cli.signing_in import second_person  # noqa: PLC0415 - slow to import
    from server.cli.trust.passphrase import passphrase_of  # noqa: PLC0415
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.publishing.forms import republish  # noqa: PLC0415
    from server.services.trust.four_eyes import require_second  # noqa: PLC0415
    from server.services.trust.key_file import read_key_file  # noqa: PLC0415
    from server.services.trust.keys import import_key, require_current  # noqa: PLC0415

    who = house.require(Action.KEY_IMPORT)
    key = read_key_file(pem, lambda: passphrase_of(house, pem, passphrase_file))
    second = second_person(house, with_login, with_file)
    now, actor, vault = house.clock(), who.account.id, who.opened_vault()
    with house.database.work() as work:
        present = house.present(work)
        agreed = require_second(work, present, second, at=now) if make_current else {}
        added = import_key(
            work, vault, key, at=now, actor=actor, is_current=make_current, agreed=agreed
        )
        current = require_current(work.connection)
        forms = republish(work, current, at=now, actor=actor)
        work.commit()
    if added == current:
        _say_current(house, added.fingerprint, [each.form_id for each in forms], as_json=as_json)
    elif as_json:
        house.say_json({"fingerprint": added.fingerprint, "is_current": False, "republished": []})
    else:
        house.say(f"The vault holds the key {added.fingerprint}; forms keep the one they have.")


@keys.command("export-public")
@click.argument("fingerprint", required=False)
@click.option("--out", type=_OUT, help="Write it to this file. [default: standard output]")
@as_person
@click.pass_obj
def export_public(house: House, *, fingerprint: str | None, out: Path | None) -> None:
    """Print the public half of the current form key, or of the one of that FINGERPRINT, as PEM."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.keys import find_public, public_pem  # noqa: PLC0415

    house.require(Action.KEY_EXPORT_PUBLIC)
    with house.database.reading() as connection:
        pem = public_pem(find_public(connection, fingerprint))
    if out is None:
        click.echo(pem, nl=False)
    else:
        out.write_bytes(pem)
        house.say(f"Written: {out}")


def _say_current(house: House, fingerprint: str, forms: list[str], *, as_json: bool) -> None:
    if as_json:
        house.say_json({"fingerprint": fingerprint, "is_current": True, "republished": forms})
        return
    house.say(f"New reports are sealed with the key {fingerprint} as soon as tablets fetch forms.")
    house.say(f"Published anew: {', '.join(forms) or 'nothing, there are no forms yet'}.")
