"""A new person, as the options describe them; what these leave open is asked."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from server.cli.asking import answer, day, new_password
from server.cli.house import House
from server.cli.trust.person_options import Given
from server.domain.permissions import Role
from server.services.trust.accounts import new_login
from server.services.trust.people import FirstPerson, NewPerson, signing_date
from server.vault.passwords import check_password


def new_person(house: House, login: str | None, given: Given) -> NewPerson:
    """Return the new person, asking for what was not given.

    Raises:
        Refused: NOBODY_TO_ASK, or BAD_ACCOUNT.
    """
    login = new_login(answer(house, login, "Login, such as amina", option="--login"))
    name = answer(house, given["name"], "Name", option="--name")
    question = f"Date on which {name} signed the confidentiality form"
    signed_on = day(house, given["signed_on"], question, option="--signed-on DATE")
    return NewPerson(
        login=login,
        name=name,
        role=Role(given["role"]),
        confidentiality_signed_on=signing_date(signed_on, house.clock()),
        agency=given["agency"],
        valid_for=timedelta(days=given["days"]),
    )


def first_person(
    house: House, login: str | None, given: Given, password_file: Path | None
) -> FirstPerson:
    """Return the one who sets up, asking for what was not given, the password last.

    Raises:
        Refused: NOBODY_TO_ASK, BAD_ACCOUNT, or WEAK_PASSWORD.
    """
    new = new_person(house, login, given)
    password = new_password(
        house,
        password_file,
        partial(check_password, login=new.login, name=new.name),
        whose=f"for {new.name}, 12 characters or more",
        option="--password-file",
    )
    return FirstPerson(
        login=new.login,
        name=new.name,
        role=new.role,
        password=password,
        confidentiality_signed_on=new.confidentiality_signed_on,
        agency=new.agency,
        valid_for=new.valid_for,
    )
