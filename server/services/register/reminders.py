"""Reminders: whose training is about to lapse, and whose code to expire (R36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from server.domain.training import lapses_on
from server.services.register.agents import Agent, list_agents


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """An agent who can send now and needs something soon; None is not due yet."""

    agent: Agent
    training_lapses: date | None
    code_expires: date | None

    @property
    def due(self) -> date:
        """The earlier day."""
        return min(day for day in (self.training_lapses, self.code_expires) if day is not None)


def reminders(connection: Connection, *, at: datetime, within: timedelta) -> list[Reminder]:
    """Return who needs something by then, or needed it before; the most urgent first."""
    until = (at + within).date()
    found = [_reminder(agent, until) for agent in list_agents(connection) if agent.is_admitted(at)]
    due = [each for each in found if each.training_lapses or each.code_expires]
    return sorted(due, key=lambda each: each.due)


def _reminder(agent: Agent, until: date) -> Reminder:
    lapses = lapses_on(agent.trained_on)
    expires = None if agent.expires_at is None else agent.expires_at.date()
    return Reminder(
        agent=agent,
        training_lapses=lapses if lapses <= until else None,
        code_expires=expires if expires is not None and expires <= until else None,
    )
