"""Taking in together what arrives at the same time: one commit, one flush to the disk, for all.

Commits wait for one another anyhow, since each adds to the end of the audit. So whoever comes while
one is under way waits, and the first of those who waited takes them all along in the next. Nobody
is told yes before that commit; and when it fails, or a submission is neither simply new nor held
already just as it came, each goes its own way, so that what is wrong with one is nothing to the
others.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from server.errors import Refused
from server.services.intake.arrivals import Arrival, Receipt
from server.services.intake.receive import (
    Parcel,
    file_rows,
    is_small,
    note_receipt,
    receive,
    receive_the_same,
    sort_sealed,
    submission_row,
)
from server.storage.engine import Database
from server.storage.intake.together import hold

_MOST: Final = 16  # in one commit; each has at most 256 KiB


@dataclass(slots=True, kw_only=True)
class _Place:
    """A place in the queue; without a receipt when done, its holder has to try alone."""

    parcel: Parcel
    row: dict[str, object]
    files: list[dict[str, object]]
    is_done: bool = False
    receipt: Receipt | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """By what all processes sort, so that none waits for another in a circle."""
        return self.parcel.arrival.envelope.form_id, self.parcel.arrival.instance_id

    @property
    def submission_id(self) -> str:
        """The id it has if it is new."""
        return str(self.row["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Takes submissions in; one of these for each process."""

    database: Database
    _waiting: deque[_Place] = field(default_factory=deque)
    _turn: Lock = field(default_factory=Lock)

    def receive(self, arrival: Arrival, names: tuple[str, ...] | None = None) -> Receipt:
        """Do what `receive` does, commit included.

        Raises:
            Refused: what `receive` and a commit refuse.
        """
        if arrival.envelope.encrypted and is_small(arrival):
            receipt = self._with_others(sort_sealed(arrival))
            if receipt is not None:
                return receipt
        with self.database.work() as work:
            receipt = receive(work, arrival, names)
            work.commit()
        return receipt

    def _with_others(self, parcel: Parcel) -> Receipt | None:
        row = submission_row(parcel)
        place = _Place(parcel=parcel, row=row, files=file_rows(parcel, str(row["id"])))
        self._waiting.append(place)
        with self._turn:
            while not place.is_done:
                self._take()
        return place.receipt

    def _take(self) -> None:
        """Take in as many as may go together of those who wait, in the order they came."""
        places = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
        try:
            # The whole is durable before anybody has a receipt.
            for place, receipt in self._commit(sorted(places, key=lambda each: each.identity)):
                place.receipt = receipt
        except (Refused, SQLAlchemyError, self.database.engine.dialect.loaded_dbapi.Error):
            return
        finally:
            for place in places:
                place.is_done = True

    def _commit(self, places: list[_Place]) -> list[tuple[_Place, Receipt]]:
        """Hold what is new, see what is held already, and return the receipts of both."""
        with self.database.work() as work:
            files = [file for place in places for file in place.files]
            held = hold(work.connection, [place.row for place in places], files)
            receipts = [
                (place, note_receipt(work, place.parcel, place.submission_id))
                for place in places
                if place.submission_id in held
            ]
            receipts += [
                (place, receipt)
                for place in places
                if place.submission_id not in held
                and (receipt := receive_the_same(work, place.parcel)) is not None
            ]
            if receipts:
                work.commit()
        return receipts
