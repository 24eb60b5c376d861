"""Reports that came in and were opened, for the pages of the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.console.visitor import Console, Visitor
from tests.simulators.office import small_key
from tests.storage.casework.quoting import WITH_REFERENCES
from tests.storage.senders import ANSWERS, Tablet
from tests.web.office import Office as Forms


@pytest.fixture
def inside(amina: Visitor) -> Visitor:
    amina.come_in()
    return amina


@pytest.fixture
def filed(console: Console, inside: Visitor) -> Callable[..., str]:
    """What sends a report that may quote references, has it opened, and returns its id."""
    office = Forms(database=console.database, key=small_key(), settings=console.settings)
    office.publish("tip", title="Tip", xform=WITH_REFERENCES)
    tablet = Tablet(database=console.database, key=small_key())

    def send(number: int = 1, **answers: str) -> str:
        said: Mapping[str, str] = {**ANSWERS, **answers}
        sent = tablet.send(*tablet.seal(number, answers=said)).submission_id
        inside.send("/reports/open", shown="/reports")
        return sent

    return send
