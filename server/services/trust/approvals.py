"""Whether the audit knows that an account was approved, with the role that it has."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from server.services.trust.accounts import Account
from server.storage.audit.told import Told, is_linked, told

_ADDED: Final = "account.added"
_APPROVED: Final = "account.approved"
_CLOSED: Final = "account.disabled"
_RECOVERED: Final = "account.recovered"


def is_approved(connection: Connection, account: Account) -> bool:
    """Tell whether somebody approved the account as it stands in the database.

    Its role is the one it was asked for with, who approved it is who the row names, and it was
    not closed since. Whoever writes a row past Lespwa, or changes one, writes no such events.
    """
    found = told(connection, account.id, (_ADDED, _APPROVED, _CLOSED, _RECOVERED))
    added = next((each for each in found if each.action == _ADDED), None)
    if added is None or added.detail.get("role") != account.role.value:
        return False
    approved = [each for each in found if _approves(each) and each.actor == account.authorised_by]
    if not approved or found[-1].action == _CLOSED:
        return False
    return all(is_linked(connection, each.sequence) for each in (added, approved[-1]))


def _approves(event: Told) -> bool:
    return event.action == _APPROVED or bool(event.detail.get("is_approved"))
