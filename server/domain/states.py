"""Where a submission stands in the books, and why it may need a person."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The state of a received submission; at any moment each is in exactly one."""

    INCOMPLETE = "incomplete"  # files it names have not arrived yet
    SEALED = "sealed"  # complete, waiting to be opened
    FILED = "filed"
    NEEDS_REVIEW = "needs_review"
    UNREADABLE = "unreadable"
    DISPOSED = "disposed"


READABLE = (State.FILED, State.NEEDS_REVIEW)
"""The states of what was opened; what could not be processed is among them."""


class Review(StrEnum):
    """Why an opened submission needs a person; several may hold at once."""

    NO_SIGNATURE = "no_signature"
    UNKNOWN_VERSION = "unknown_version"
    SENT_IN_CLEAR = "sent_in_clear"
    NO_INSTANCE_ID = "no_instance_id"
    NOT_PROCESSED = "could_not_be_processed"
    NOT_PROVED = "not_proved"

    @property
    def sentence(self) -> str:
        """What it means, in plain words."""
        return _SENTENCES[self]


_SENTENCES = {
    Review.NO_SIGNATURE: "The seal holds no signature, so a change on the way would not show.",
    Review.UNKNOWN_VERSION: "It was made with a version of the form that was never published here.",
    Review.SENT_IN_CLEAR: "It came in without a seal; it was sealed on arrival.",
    Review.NO_INSTANCE_ID: "Its envelope has no id, so a second copy would not be recognised.",
    Review.NOT_PROVED: "Its seal is broken; a person read it and had it filed. It proves nothing.",
    Review.NOT_PROCESSED: "It could not be processed; the original is kept.",
}
