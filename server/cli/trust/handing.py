"""Handing over a temporary password: into a new file, or shown this once."""

from __future__ import annotations

from pathlib import Path

from server.cli.house import House
from server.cli.secret_files import secret_files
from server.domain.two_people import APART
from server.services.trust.passwords import Handed
from server.storage.work import UnitOfWork


def commit_and_hand(work: UnitOfWork, handed: Handed, file: Path | None) -> None:
    """Make it durable together with the file, or neither.

    Raises:
        Refused: FILE_PROBLEM.
    """
    wanted = {} if file is None or handed.password is None else {file: handed.password}
    with secret_files({path: f"{text}\n".encode() for path, text in wanted.items()}):
        work.commit()


def say_password(house: House, handed: Handed, file: Path | None) -> None:
    """Say how the owner gets in, and what follows for the one who hands the password over."""
    who = handed.account
    if file is None:
        house.say(f"Their temporary password, shown this once: {handed.password}")
    else:
        house.say(f"Their temporary password is in {file}.")
    if handed.drafts_lost:
        house.say(
            f"What they had not finished in the console is lost, drafts: {handed.drafts_lost}. Only"
        )
        house.say("their old password could open them.")
    house.say(
        "Tell it to nobody but them; they replace it at once, by signing in to the console or"
    )
    house.say(
        f"with `lespwa people password --as {who.login}`. Until {APART.days} days after that,"
    )
    house.say("you and they do not count as two people where something takes two.")
