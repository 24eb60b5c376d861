"""Whatever is sent, sent again, opened or interrupted, the books account for every submission."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.domain.states import State
from server.errors import Refused
from server.services.filing.unseal import unseal_batch
from server.services.intake.receive import receive
from server.services.trust.vault import Vault
from server.storage.engine import Database
from tests.simulators.owed import NOTHING_OWED
from tests.storage.senders import ANSWERS, NOON, Office, Tablet, arrival, filled, office

_XML = "submission.xml.enc"
_NUMBERS = itertools.count()
_END = {"good": State.FILED, "clear": State.NEEDS_REVIEW, "damaged": State.UNREADABLE}


@dataclass
class _Sent:
    kind: str
    xml: bytes
    files: dict[str, bytes]
    state: State = State.INCOMPLETE


class _Broken:
    """Form versions that cannot be had: the machine fails while something is being opened."""

    def version_of(self, *_: object) -> None:
        raise OSError("power cut")

    nearest = version_of


class _Traffic(RuleBasedStateMachine):
    def __init__(self, tablet: Tablet, here: Office) -> None:
        super().__init__()
        self.tablet = tablet
        self.office = here
        self.before = Counter(here.books().by_state)
        self.sent: list[_Sent] = []

    def _new(self, kind: str) -> _Sent:
        number = next(_NUMBERS)
        if kind == "clear":
            return _Sent(kind, filled(number, ANSWERS | {"photo": "p"}), {"p": b"p", "q": b"q"})
        xml, files = self.tablet.seal(number, files=[("p", b"p")])
        if kind == "damaged":
            files = files | {_XML: bytes(32)}
        return _Sent(kind, xml, files)

    @rule(kind=st.sampled_from(sorted(_END)), count=st.integers(0, 2))
    def send(self, kind: str, count: int) -> None:
        new = self._new(kind)
        self.sent.append(new)
        self._send(new, dict(list(new.files.items())[:count]))

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 50))
    def send_again_whole(self, which: int) -> None:
        again = self.sent[which % len(self.sent)]
        self._send(again, again.files)

    def _send(self, sent: _Sent, files: dict[str, bytes]) -> None:
        if not self.tablet.send(sent.xml, files).missing and sent.state is State.INCOMPLETE:
            sent.state = State.SEALED

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 50))
    def send_other_bytes(self, which: int) -> None:
        held = self.sent[which % len(self.sent)]
        with pytest.raises(Refused):
            self.tablet.send(held.xml + b" ", held.files)

    @rule(kind=st.sampled_from(sorted(_END)))
    def break_off_while_receiving(self, kind: str) -> None:
        new = self._new(kind)
        with self.tablet.database.work() as work:
            receive(work, arrival(new.xml, new.files))

    @rule(limit=st.integers(1, 3))
    def open_some(self, limit: int) -> None:
        unseal_batch(
            self.office.database, self.office.opener, now=NOON, owed=NOTHING_OWED, limit=limit
        )
        waiting = [each for each in self.sent if each.state is State.SEALED]
        # All arrived at the same time, so which of them were opened is for the database to say.
        if len(waiting) <= limit:
            self._opened(waiting)
        else:
            self.open_all()

    @rule()
    def open_all(self) -> None:
        self.office.unseal()
        self._opened([each for each in self.sent if each.state is State.SEALED])

    def _opened(self, these: list[_Sent]) -> None:
        for each in these:
            each.state = _END[each.kind]

    @rule()
    def break_off_while_opening(self) -> None:
        broken = replace(self.office.opener, form_library=_Broken())  # type: ignore[arg-type]  # a fake
        waits = any(each.state is State.SEALED and each.kind != "damaged" for each in self.sent)
        if waits:
            with pytest.raises(OSError, match="power"):
                unseal_batch(self.office.database, broken, now=NOON, owed=NOTHING_OWED)

    @invariant()
    def books_account_for_all(self) -> None:
        books = self.office.books()
        assert Counter(books.by_state) == self.before + Counter(each.state for each in self.sent)
        assert books.received == self.before.total() + len(self.sent)

    def teardown(self) -> None:
        self.office.unseal()


@pytest.mark.requirement("R59")
def test_books_balance_whatever_happens(database: Database, vault: Vault, tablet: Tablet) -> None:
    run_state_machine_as_test(
        lambda: _Traffic(tablet, office(database, vault)),  # type: ignore[arg-type]  # a factory
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        ),
    )
