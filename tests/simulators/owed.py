"""Owed attempts for tests in which the database is never away."""

from __future__ import annotations

from pathlib import Path

from server.services.filing.owed import Owed

NOTHING_OWED = Owed(folder=Path("/nowhere"))
