"""What is owed to the count of attempts: those that ended in order while the database was away."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

_NAME = "unseal-ended-"
_BEGUN = "unseal-ending-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Files in the data folder; each holds the ids of one batch, until its attempts are undone.

    Of a process that dies there is none, so that its attempts stay counted.
    """

    folder: Path

    def note(self, submission_ids: Sequence[str]) -> None:
        """Keep the ids for whoever opens next; on a full disk they stay counted."""
        name = uuid4().hex
        begun = self.folder / f"{_BEGUN}{name}"
        with suppress(OSError):
            number = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "w") as stream:
                stream.writelines(f"{each}\n" for each in submission_ids)
            begun.rename(self.folder / f"{_NAME}{name}")  # nobody reads half of it

    @contextmanager
    def settling(self) -> Iterator[list[list[str]]]:
        """Give the ids of each batch; left by an error all are kept for the next time.

        Each file is taken by one process only, so that no attempt is undone twice.
        """
        taken = [ids for file in sorted(self.folder.glob(f"{_NAME}*")) if (ids := _take(file))]
        try:
            yield taken
        except BaseException:
            for ids in taken:
                self.note(ids)
            raise


def _take(file: Path) -> list[str]:
    try:
        ids = file.read_text().split()
        file.unlink()
    except OSError:  # another process was first
        return []
    return ids
