"""The commands of `lespwa people` about passwords: changing, resetting, getting back in."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.trust.handing_option import password_out

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_new_password = click.option(
    "--new-password-file", type=_IN, help="A file with the new password. [default: you are asked]"
)


@click.command()
@_new_password
@as_person
@click.pass_obj
def password(house: House, *, new_password_file: Path | None) -> None:
    """Change your own password."""
    from server.cli.asking import new_password  # noqa: PLC0415 - slow to import
    from server.services.trust.passwords import change_password, checker  # noqa: PLC0415

    who = house.unlock_to_change()
    text = new_password(
        house,
        new_password_file,
        checker(who.account),
        whose="(12 characters or more)",
        option="--new-password-file",
    )
    with house.database.work() as work:
        change_password(work, who, text, at=house.clock())
        work.commit()
    house.say("Your password was changed; the old one opens nothing more.")


@click.command()
@click.argument("login")
@password_out
@as_person
@click.pass_obj
def reset(house: House, *, login: str, password_out: Path | None) -> None:
    """Give LOGIN, whose password is lost, a temporary one, to be changed by them."""
    from server.cli.trust.handing import commit_and_hand, say_password  # noqa: PLC0415 - slow to import
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.trust.passwords import reset_password  # noqa: PLC0415

    who = house.require(Action.SLOT_ADD)
    with house.database.work() as work:
        handed = reset_password(work, login, by=who, at=house.clock())
        commit_and_hand(work, handed, password_out)
    house.say(f"{handed.account.name} was given a new password; the old one opens nothing more.")
    say_password(house, handed, password_out)


@click.command("forget-second-step")
@click.argument("login")
@as_person
@click.pass_obj
def forget_second_step(house: House, *, login: str) -> None:
    """Let LOGIN, whose phone and printed codes are lost, set up both anew; for Leaders.

    LOGIN is asked for them at the next sign-in to the console.
    """
    from server.services.entrance.second_factors import forget_factors  # noqa: PLC0415 - slow to import

    who = house.unlock()
    with house.database.work() as work:
        account = forget_factors(work, login, by=who, at=house.clock())
        work.commit()
    house.say(f"{account.name} sets up a new second step at the next sign-in.")


@click.command()
@click.argument("login")
@_new_password
@click.option("--recovery-file", type=_OUT, help="Write the new recovery code to this new file.")
@click.pass_obj
def recover(
    house: House, *, login: str, new_password_file: Path | None, recovery_file: Path | None
) -> None:
    """Let LOGIN, a Leader or Data Manager, back in with the recovery code.

    The code is asked, or read from LESPWA_RECOVERY_FILE. It is replaced by a new one.
    """
    from server.cli.trust.recovering import get_back_in  # noqa: PLC0415 - slow to import

    account = get_back_in(house, login, new_password_file, recovery_file)
    house.say(f"{account.name} can sign in until {account.expires_at:%Y-%m-%d}.")
    house.say("The recovery code that was used opens nothing more.")
