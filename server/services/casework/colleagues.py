"""Who is who at the desk: names for what people said, and those who can be given something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Connection

from server.domain.access import Action, Standing
from server.domain.permissions import ROLES_OF
from server.services.trust.accounts import list_accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    """Names of accounts by id; `tenders` are those who can own a report or a case now."""

    names: Mapping[str, str]
    tenders: Mapping[str, str]

    @classmethod
    def read(cls, connection: Connection, at: datetime) -> Self:
        """Read them with one query; they are few."""
        accounts = list_accounts(connection)
        may_tend = ROLES_OF[Action.REPORT_TRIAGE]
        return cls(
            names={each.id: each.name for each in accounts},
            tenders={
                each.id: each.name
                for each in accounts
                if each.role in may_tend and each.standing(at) is Standing.GOOD
            },
        )
