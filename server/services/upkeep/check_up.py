"""What is wrong or risky with clock, books, people, ways in and keys, each with its mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, func, inspect, select

from server.domain.access import Standing
from server.services.filing.reckoning import reckon
from server.services.trust.accounts import Account, list_accounts
from server.services.trust.clock import read_timeline
from server.services.trust.keys import list_keys
from server.services.trust.passwords import custodians
from server.services.trust.slots import is_set_up
from server.services.trust.ways_in import WayIn, ways_in
from server.storage.all_tables import metadata
from server.storage.tables import event
from server.vault.slots import SlotKind

OLD_KEY: Final = timedelta(days=400)
SOON: Final = timedelta(days=30)
_CLOCK_SLACK: Final = timedelta(minutes=2)
_ENOUGH: Final = 2
_NAMED: Final = 10  # of what is missing; `lespwa books` names more
_LOOK_INTO: Final = (
    "look at what was done then (`lespwa audit show`), set the clock right, and let a custodian"
    " run `lespwa audit accept-clock`"
)


class Grade(StrEnum):
    """How bad it is: `wrong` must be mended, a `note` is to be known."""

    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """One thing that is wrong or to be known; `mend` says what to do about it."""

    code: str
    sentence: str
    mend: str
    grade: Grade = Grade.WRONG


def check_records(connection: Connection, at: datetime) -> Iterator[Ailment]:
    """Find what is wrong with the tables, the vault, the people, the keys and the clock."""
    missing = _missing_columns(connection)
    if missing:
        yield Ailment(
            code="database_other",
            sentence=f"The tables are not those of this version: {missing[0]} is missing.",
            mend="put back a backup made by this version, or install the version that made it",
        )
        return
    yield from _clock(connection, at)
    yield from _books(connection)
    if not is_set_up(connection):
        yield Ailment(
            code="no_vault",
            sentence="Lespwa is not set up: there is no vault, so no form can be published.",
            mend="run `lespwa init`",
        )
        return
    found = ways_in(connection, at)
    yield from _people(custodians(connection, at), list_accounts(connection), at)
    yield from _ways_in(found)
    yield from _keys(connection, at)


def _missing_columns(connection: Connection) -> list[str]:
    """Return the columns that should be there and are not, whatever step the database says."""
    there = inspect(connection).get_multi_columns()
    found = {(name, each["name"]) for (_, name), columns in there.items() for each in columns}
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if (table.name, column.name) not in found
    ]


def _clock(connection: Connection, at: datetime) -> Iterator[Ailment]:
    newest = connection.scalar(select(func.max(event.c.at)))
    if newest is not None and newest.tzinfo is None:  # as it was written before it was an instant
        newest = newest.replace(tzinfo=UTC)
    if newest is not None and at < newest - _CLOCK_SLACK:
        yield Ailment(
            code="clock_behind",
            sentence="This machine's clock is behind what was recorded already.",
            mend="set the clock, best by a time service (NTP)",
        )
    times = read_timeline(connection)
    if times.open is not None:
        yield Ailment(code="clock_set_back", sentence=times.open.sentence, mend=_LOOK_INTO)
    for each in times.accepted:
        yield Ailment(
            code="clock_accepted",
            sentence=f"A custodian has accepted: {each.sentence}",
            mend="if you did not know of it, look at what was done then: `lespwa audit show`",
            grade=Grade.NOTE,
        )


def _books(connection: Connection) -> Iterator[Ailment]:
    reckoning = reckon(connection)
    if not reckoning.is_even:
        ids = [*reckoning.missing.ids, *reckoning.slipped_in.ids, *reckoning.emptied.ids]
        named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
        yield Ailment(
            code="books_differ",
            sentence=" ".join(reckoning.sentences()) + (f" ({named})" if named else ""),
            mend="`lespwa books` names all; put the newest copy of the database back beside this"
            " one and compare the two (running.md, Putting a copy back)",
        )


def _people(
    able: Sequence[Account], everybody: Sequence[Account], at: datetime
) -> Iterator[Ailment]:
    if len(able) < _ENOUGH:
        said = {0: "Nobody can", 1: f"Only one person ({able[0].login if able else ''}) can"}
        yield Ailment(
            code="single_custodian" if able else "no_custodian",
            sentence=f"{said[len(able)]} open the vault and mend a lost password.",
            mend="add a second one with `lespwa people add`"
            if able
            else "get back in with the recovery code: `lespwa people recover`",
        )
    for each in everybody:
        is_open = each.disabled_at is None and each.expires_at is not None
        if is_open and each.expires_at is not None and each.expires_at < at + SOON:
            passed = each.standing(at) is Standing.EXPIRED
            said_when = "has expired" if passed else f"expires on {each.expires_at.date()}"
            yield Ailment(
                code="account_expired" if passed else "account_expiring",
                sentence=f"The account of {each.login} {said_when}.",
                mend=f"a Leader, not its owner, renews it: `lespwa people renew {each.login}`",
                grade=Grade.NOTE,
            )
    yield from _handed(everybody, at)


def _handed(everybody: Sequence[Account], at: datetime) -> Iterator[Ailment]:
    """Say who was handed a password of late: if its owner does not know of it, that is an alarm."""
    logins = {each.id: each.login for each in everybody}
    for each in everybody:
        given, ends = each.password_given_at, each.apart_from
        if given is None or each.disabled_at is not None or (ends is not None and ends <= at):
            continue
        by = logins.get(each.password_given_by or "", "somebody with the recovery code")
        yield Ailment(
            code="password_handed",
            sentence=f"{each.login} was given a password by {by} on {given.date()}; until"
            f" {ends.date() if ends else 'seven days after it is replaced'} they do not count as"
            " two people.",
            mend=f"ask {each.login} whether they know of it; if not, somebody took their place",
            grade=Grade.NOTE,
        )


def _ways_in(found: Sequence[WayIn]) -> Iterator[Ailment]:
    for each in found:
        if each.is_damaged:
            yield Ailment(
                code="damaged_slot",
                sentence=f"The {each.kind} slot {each.whose or each.slot_id} is damaged.",
                mend=each.mend,
            )
        elif not each.is_strong:
            yield Ailment(
                code="weak_slot",
                sentence=f"A guess at the password of {each.whose} costs too little.",
                mend="they set it anew with `lespwa people password`",
            )
        if each.kind is SlotKind.MACHINE:
            yield Ailment(
                code="machine_slot",
                sentence=f"The machine {each.whose} opens the vault without a person.",
                mend=f"guard its key file, or remove it: `lespwa keys remove-slot {each.slot_id}`",
                grade=Grade.NOTE,
            )
    if not any(each.kind is SlotKind.RECOVERY and not each.is_damaged for each in found):
        yield Ailment(
            code="no_recovery",
            sentence="No recovery code opens the vault.",
            mend="make one with `lespwa keys new-recovery`",
        )


def _keys(connection: Connection, at: datetime) -> Iterator[Ailment]:
    for each in list_keys(connection):
        if each.is_current and not each.is_here:
            yield Ailment(
                code="key_missing",
                sentence="The private half of the current form key is not in the vault.",
                mend="bring it back with `lespwa keys import`, or `lespwa keys rotate`",
            )
        if each.is_current and each.created_at < at - OLD_KEY:
            yield Ailment(
                code="old_key",
                sentence=f"The form key has been in use since {each.created_at.date()}.",
                mend="make a new one with `lespwa keys rotate`",
            )
