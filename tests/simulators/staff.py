"""An agency and its agents, added by somebody who may, without signing in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from server.domain.access import Actor, Role, Standing
from server.domain.agencies import AgencyKind
from server.domain.forms import Audience
from server.services.intake.admission import Token
from server.services.register.agencies import known_or_new
from server.services.register.agents import Agent, NewAgent, add_agent, new_token
from server.storage.work import UnitOfWork

AMINA = Actor(id="amina", role=Role.DATA_MANAGER, standing=Standing.GOOD)
POST = "Example Police Post"


def hire(  # noqa: PLR0913 - each with what it is for most tests
    work: UnitOfWork,
    at: datetime,
    *,
    audiences: Collection[Audience] = (Audience.AGENCY,),
    lasts: timedelta = timedelta(days=365),
    agency: str = POST,
    token: Callable[[], Token] = new_token,
) -> tuple[Agent, Token]:
    """Add an agent of a police post, trained the day before."""
    new = NewAgent(
        name="Bo Made-Up",
        agency=known_or_new(work, agency, AgencyKind.POLICE, by=AMINA, at=at),
        audiences=audiences,
        expires_at=at + lasts,
        trained_on=(at - timedelta(days=1)).date(),
    )
    return add_agent(work, new, by=AMINA, at=at, token=token)
