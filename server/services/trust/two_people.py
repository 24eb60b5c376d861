"""Asking whether two accounts count as two people, wherever something takes two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.two_people import Handing, binding
from server.errors import Code, Refused
from server.services.trust.accounts import Account, list_accounts
from server.services.trust.rights import NotAllowed


class NotTwo(NotAllowed):
    """Two accounts that may be in one hand were to decide together."""

    def __init__(self, actor: Actor, action: Action, until: str) -> None:
        super().__init__(actor, action)
        self.until = until
        Refused.__init__(self, Code.NOT_TWO_PEOPLE, until=until)

    def __reduce__(self) -> tuple[object, ...]:
        return NotTwo, (self.actor, self.action, self.until)


def require_two(
    connection: Connection, actor: Actor, action: Action, other: str | None, *, at: datetime
) -> None:
    """Go on only if the actor and the other person of a decision count as two.

    Raises:
        NotTwo: saying from when on they do.
    """
    _require(list_accounts(connection), actor, action, other, at=at)


def require_two_to_approve(
    connection: Connection, actor: Actor, other: str | None, *, at: datetime
) -> None:
    """Do the same for the approval of an account; here the very first handing does not bind.

    Else a new house could let nobody in for a week. It gains nothing whoever uses this to act
    for two: who approves hands over the password, and so is bound to the new account as well.

    Raises:
        NotTwo: saying from when on they do.
    """
    accounts = [each for each in list_accounts(connection) if not _is_first_handing(each)]
    _require(accounts, actor, Action.ACCOUNT_AUTHORISE, other, at=at)


def handings(accounts: Sequence[Account]) -> list[Handing]:
    """Return every password that somebody else handed over, or the recovery code gave."""
    return [
        Handing(to=each.id, by=each.password_given_by, until=each.apart_from)
        for each in accounts
        if each.password_given_at is not None
    ]


def _require(
    accounts: Sequence[Account], actor: Actor, action: Action, other: str | None, *, at: datetime
) -> None:
    if other is None or other == actor.id:
        return  # `may` has said no to that
    bound = binding(actor.id, other, handings(accounts), at=at)
    if bound is not None:
        raise NotTwo(actor, action, _until([each.until for each in bound]))


def _until(ends: Sequence[datetime | None]) -> str:
    known = [each for each in ends if each is not None]
    if len(known) < len(ends):
        return "seven days after the temporary password was changed"
    return f"{max(known):%Y-%m-%d %H:%M} UTC"


def _is_first_handing(account: Account) -> bool:
    """Tell whether the password is the one of an account that was approved without a second."""
    return (
        account.requested_by is not None
        and account.requested_by == account.authorised_by
        and account.password_given_at == account.created_at
    )
