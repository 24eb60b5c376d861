"""Reports that come in slowly hold only some of the threads, for as long as they come."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from server.domain.forms import Audience
from server.web.portal.lanes import MOST_NEAR
from tests.simulators.reporter import Reporter, solve
from tests.web.office import Office

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PART = b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"\r\n\r\nx\r\n'


class Slow(io.BytesIO):
    """A body that ends after its beginning, and what happens before somebody gives up."""

    def __init__(self, meanwhile: Callable[[], object], begun: bytes) -> None:
        super().__init__(bytes(1000))
        self.meanwhile, self.begun = meanwhile, begun

    def read(self, size: int | None = -1) -> bytes:
        del size
        if self.begun:
            begun, self.begun = self.begun, b""
            return begun
        waiting, self.meanwhile = self.meanwhile, lambda: None
        waiting()
        return b""

    def readinto(self, room: WriteableBuffer) -> int:
        piece, view = self.read(), memoryview(room)
        view[: len(piece)] = piece
        return len(piece)


@pytest.fixture
def reporter(office: Office) -> Reporter:
    office.publish("tip", audience=Audience.PUBLIC)
    return Reporter(client=office.app().test_client())


def slowly(reporter: Reporter, meanwhile: Callable[[], object], begun: bytes = b"") -> int:
    """Send a report of which hardly more than the head arrives."""
    return reporter.client.post(
        "/report/tip/submission",
        input_stream=Slow(meanwhile, begun),
        content_type="multipart/form-data; boundary=b",
        headers={"X-Work": solve(reporter.task())},
        environ_base={"REMOTE_ADDR": reporter.address},
    ).status_code


def during_slow_ones(
    reporter: Reporter, act: Callable[[], int], *, count: int = MOST_NEAR, begun: bytes = b""
) -> int:
    """Return what `act` returns while so many others send slowly."""
    if not count:
        return act()
    answers: list[int] = []
    slowly(
        reporter,
        lambda: answers.append(during_slow_ones(reporter, act, count=count - 1, begun=begun)),
        begun,
    )
    return answers[0]


@pytest.mark.parametrize("begun", [b"", 2 * PART], ids=["slow", "refused and slow to end"])
def test_report_waits_while_others_of_its_network_send_slowly(
    office: Office, reporter: Reporter, begun: bytes
) -> None:
    def report() -> int:
        return reporter.report(office.sealed(form_id="tip")).status_code

    assert during_slow_ones(reporter, report, begun=begun) == 503
    assert report() == 201


def test_report_from_elsewhere_and_pages_come_through(office: Office, reporter: Reporter) -> None:
    other = Reporter(client=reporter.client, address="198.51.100.7")
    assert during_slow_ones(reporter, lambda: reporter.get("/en/report/tip").status_code) == 200
    sealed = office.sealed(form_id="tip")
    assert during_slow_ones(reporter, lambda: other.report(sealed).status_code) == 201
