"""`lespwa people`: say who works with the system."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.trust.handing_option import password_out
from server.cli.trust.people_passwords import forget_second_step, password, recover, reset
from server.cli.trust.person_options import Given, days_option, describing

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.trust.accounts import Account

_ROLES = ("leader", "data_manager", "case_worker", "operator", "administrator")


@click.group()
def people() -> None:
    """Say who works with the system, and mend lost passwords.

    Leaders, Data Managers and case workers hold a key to the vault each, which their password
    opens. Operators and administrators hold none.
    """


@people.command()
@click.argument("login")
@describing(_ROLES)
@password_out
@as_person
@as_json_option
@click.pass_obj
def add(
    house: House,
    *,
    login: str,
    password_out: Path | None,
    as_json: bool,
    **given: Unpack[Given],
) -> None:
    """Ask for an account for somebody, under LOGIN; a Leader, not you, approves it.

    The first two people need no approval; you are shown the second one's temporary password.
    """
    from server.cli.trust.handing import commit_and_hand, say_password  # noqa: PLC0415 - slow to import
    from server.cli.trust.new_people import new_person  # noqa: PLC0415
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.trust.people import add_person  # noqa: PLC0415

    who = house.require(Action.ACCOUNT_REQUEST)
    new = new_person(house, login, given)
    with house.database.work() as work:
        handed = add_person(work, new, by=who, at=house.clock())
        commit_and_hand(work, handed, password_out)
    account = handed.account
    if as_json:
        shown = {} if password_out or handed.password is None else {"password": handed.password}
        house.say_json(_row(account, house.clock()) | shown)
    elif handed.password is None:
        house.say(f"{account.name} was added. A Leader, not you, approves the account with:")
        house.say(f"  lespwa people approve {account.login}")
    else:
        house.say(f"{account.name} was added and can sign in until {_day(account.expires_at)}.")
        say_password(house, handed, password_out)


@people.command()
@click.argument("login")
@days_option
@password_out
@as_person
@click.pass_obj
def approve(house: House, *, login: str, days: int, password_out: Path | None) -> None:
    """Approve the account of LOGIN that somebody else asked for; for Leaders.

    You are shown a temporary password, and hand it to its owner.
    """
    from server.cli.trust.handing import commit_and_hand, say_password  # noqa: PLC0415 - slow to import
    from server.services.trust.people import approve as approve_account  # noqa: PLC0415

    who = house.unlock()
    with house.database.work() as work:
        handed = approve_account(
            work, login, by=who, at=house.clock(), valid_for=timedelta(days=days)
        )
        commit_and_hand(work, handed, password_out)
    house.say(f"{handed.account.name} can sign in until {_day(handed.account.expires_at)}.")
    say_password(house, handed, password_out)


@people.command("list")
@as_person
@as_json_option
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List every account ever made."""
    from server.domain.access import Action  # noqa: PLC0415 - slow to import
    from server.services.trust.people import list_accounts  # noqa: PLC0415

    house.require(Action.ACCOUNT_LIST)
    with house.database.reading() as connection:
        rows = [_row(each, house.clock()) for each in list_accounts(connection)]
    if as_json:
        house.say_json(rows)
        return
    for row in rows:
        house.say("  ".join(str(row[name]) for name in ("login", "role", "state", "until", "name")))


@people.command()
@click.argument("login")
@days_option
@click.option("--signed-on", metavar="DATE", help="When they signed the confidentiality form anew.")
@as_person
@click.pass_obj
def renew(house: House, *, login: str, days: int, signed_on: str | None) -> None:
    """Let the account of LOGIN, not your own, go on; for Leaders."""
    from server.cli.asking import day  # noqa: PLC0415 - slow to import
    from server.services.trust.people import renew as renew_account  # noqa: PLC0415

    signed = day(house, signed_on, "", option="--signed-on") if signed_on else None
    who = house.unlock()
    with house.database.work() as work:
        account = renew_account(
            work,
            login,
            by=who,
            at=house.clock(),
            valid_for=timedelta(days=days),
            signed_on=signed,
        )
        work.commit()
    house.say(f"{account.name} can sign in until {_day(account.expires_at)}.")


@people.command()
@click.argument("login")
@as_person
@click.pass_obj
def disable(house: House, *, login: str) -> None:
    """Close the account of LOGIN, at once and for good."""
    from server.services.trust.people import disable as disable_account  # noqa: PLC0415 - slow

    who = house.unlock()
    with house.database.work() as work:
        account = disable_account(work, login, by=who, at=house.clock())
        work.commit()
    house.say(f"{account.name} can no longer sign in.")
    if account.is_custodian:
        house.say("Their way into the vault is still there. A Leader finds and removes it with:")
        house.say("  lespwa keys slots\n  lespwa keys remove-slot SLOT")


def _row(account: Account, now: datetime) -> dict[str, object]:
    from server.domain.access import Standing  # noqa: PLC0415 - slow to import

    standing = account.standing(now)
    is_waiting = standing is Standing.EXPIRED and account.authorised_by is None
    return {
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "agency": account.agency,
        "state": "waits for approval" if is_waiting else standing.value,
        "until": _day(account.expires_at),
        "signed_on": account.confidentiality_signed_on,
        "holds_a_key": account.is_custodian,
        "password_is_temporary": account.password_is_temporary,
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "-"


for _command in (password, reset, forget_second_step, recover):
    people.add_command(_command)
