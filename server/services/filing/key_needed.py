"""Which held submissions can be opened with one form key and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import Connection

from server.errors import Refused
from server.odk.envelope import read_envelope
from server.odk.opened import Reason, Unreadable
from server.odk.seal import open_key, unbox
from server.services.filing.opening import Opener
from server.storage.filing.sealed import SealedSubmission, sealed_ids, sealed_submissions
from server.storage.handfuls import handfuls

Tell = Callable[[int], object]  # is told how many more were tried


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNeeded:
    """Tries a key on everything that waits for one; what cannot be tried counts as needing it.

    What was opened needs none any more once what its seal gave is kept.

    With `since`, only on what was received from then on.
    """

    opener: Opener
    tell: Tell = lambda _count: None
    since: datetime | None = None

    def __call__(self, connection: Connection, fingerprint: str) -> Iterator[str]:
        """Yield the id of every submission that needs the key, the oldest first."""
        key = self.opener.keys.key(connection, fingerprint)
        for stretch in sealed_ids(connection, since=self.since):
            for ids in handfuls(connection, stretch):
                found = {each.id: each for each in sealed_submissions(connection, ids)}
                needing = [each for each in ids if self._needs(connection, found[each], [key])]
                self.tell(len(ids))
                yield from needing

    def _needs(
        self, connection: Connection, held: SealedSubmission, keys: Sequence[RSAPrivateKey]
    ) -> bool:
        try:
            received = self.opener.received(held)
            if not held.is_plain:
                return _opens(lambda: open_key(read_envelope(received), keys))
            boxes = (self.opener.box(connection, held, each) for each in held.files if each.is_here)
            pieces = (unbox(keys, each) for each in (iter([received]), *boxes))
            return any(_opens(partial(next, each)) for each in pieces)
        except (Unreadable, Refused):
            return True


def _opens(attempt: Callable[[], object]) -> bool:
    """Tell whether a key fits; only one that fits not is said to be the wrong one."""
    try:
        attempt()
    except Unreadable as fault:
        return fault.reason is not Reason.WRONG_KEY
    return True
