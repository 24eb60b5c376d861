"""What keeps the portal from being flooded: the sum grows first, and only then is anybody refused.

The limits are those of one process, and wide: a school, a hostel or a telephone company may show
one address for all its people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from server.errors import Code, Refused
from server.web.portal.crowd import Crowd
from server.web.portal.work import Bench, Task

BITS: Final = 11  # about a second on a slow telephone
FREE_NEAR: Final = 64  # in ten minutes; with each doubling beyond it the sum is twice as long
FREE_ALL: Final = 2000
MOST_NEAR: Final = 300  # reports, not pages
_HARDER_NEAR: Final = 6
_HARDER_ALL: Final = 3  # a flood must not make everybody else wait for minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The counters and the sums of one process; `hotline` is what to call when refused."""

    hotline: str
    bench: Bench
    asking: Crowd = field(repr=False)
    sending: Crowd = field(repr=False)

    def task(self, address: str) -> Task:
        """Return the sum to be done by a page at an address."""
        crush = self.asking.met(address)
        near = min(_doublings(crush.near, FREE_NEAR), _HARDER_NEAR)
        return self.bench.task(BITS + near + min(_doublings(crush.all, FREE_ALL), _HARDER_ALL))

    def admit(self, address: str, shown: str | None) -> str:
        """Return the challenge whose work was shown, before anything sent is read.

        Raises:
            Refused: WORK_NEEDED, or TOO_MANY_REPORTS.
        """
        challenge = self.bench.judge(shown)
        if self.sending.met(address).near > MOST_NEAR:
            raise Refused(Code.TOO_MANY_REPORTS, hotline=self.hotline)
        return challenge


def _doublings(count: int, free: int) -> int:
    return (count // free).bit_length()
