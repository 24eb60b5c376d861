"""How many submissions fit into memory together: few when their forms are large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from server.storage.one_of import one_of
from server.storage.tables import submission, submission_file

TOGETHER: Final = 8 * 1024 * 1024  # bytes of filled forms


def handfuls(
    connection: Connection, submission_ids: Sequence[str], most: int = TOGETHER
) -> Iterator[list[str]]:
    """Cut a row of submissions where it would grow over so many bytes; a large one comes alone."""
    sizes = _form_sizes(connection, submission_ids)
    yield from in_handfuls([(each, sizes.get(each, 0)) for each in submission_ids], most)


def in_handfuls(sized: Iterable[tuple[str, int]], most: int) -> Iterator[list[str]]:
    """Yield the names in their order, together only as long as the sizes add up to `most`."""
    held: list[str] = []
    total = 0
    for name, size in sized:
        if held and total + size > most:
            yield held
            held, total = [], 0
        held.append(name)
        total += size
    if held:
        yield held


def _form_sizes(connection: Connection, submission_ids: Sequence[str]) -> dict[str, int]:
    """Return how many bytes the filled form of each has: about, and no fewer.

    It is the envelope itself when it came in clear, and else the last of the files.
    """
    if not submission_ids:
        return {}
    envelopes = select(submission.c.id, func.length(submission.c.envelope)).where(
        one_of(connection, submission.c.id, submission_ids)
    )
    sizes: dict[str, int] = {row[0]: row[1] for row in connection.execute(envelopes)}
    owner = submission_file.c.submission_id
    # In ascending order, the last one of each stays.
    documents = (
        select(owner, submission_file.c.size)
        .where(one_of(connection, owner, submission_ids))
        .order_by(owner, submission_file.c.position)
    )
    last = {row[0]: row[1] for row in connection.execute(documents)}
    for submission_id, size in last.items():
        sizes[submission_id] += size or 0
    return sizes
