"""One entry of the catalogue: an HTTP status and one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a refusal says to a client (HTTP status) and to a person (one sentence)."""

    status: int
    sentence: str


def says(status: int, sentence: str) -> Refusal:
    """Return an entry; `{name}` in its sentence is filled by the one who refuses."""
    return Refusal(status=status, sentence=sentence)
