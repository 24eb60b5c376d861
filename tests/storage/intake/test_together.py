"""Submissions that arrive at the same time share a commit, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as listening
from sqlalchemy import select

from server.domain.audit import verify
from server.errors import Code, Refused
from server.services.filing.books import read_books
from server.services.intake.arrivals import Arrival
from server.services.intake.receive import SizeDiffers
from server.services.intake.together import Together
from server.storage.audit.events import read_chain, read_head
from server.storage.engine import Database
from server.storage.intake.chunks import read_chunks
from server.storage.tables import event, submission, submission_file
from tests.storage.senders import Tablet, arrival

_XML = "submission.xml.enc"


def _ids(database: Database) -> list[str]:
    with database.reading() as connection:
        found = select(event.c.subject).where(event.c.action == "submission.received")
        return list(connection.scalars(found.order_by(event.c.sequence)))


def _is_sound(database: Database) -> bool:
    """Whether the books balance, the chain holds, and each that is held has one event."""
    with database.reading() as connection:
        held = set(connection.scalars(select(submission.c.id)))
        verdict = verify(read_chain(connection), head=read_head(connection))
        books = read_books(connection)
    told = _ids(database)
    return verdict.is_whole and books.received == len(held) == len(told) and set(told) == held


def _at_once(together: Together, arrivals: list[Arrival]) -> list[Any]:
    """Let all wait for one commit under way, and then go; an error stands for its answer."""
    with ThreadPoolExecutor(len(arrivals)) as threads, together._turn:
        answers = [threads.submit(together.receive, each) for each in arrivals]
        while len(together._waiting) + sum(each.done() for each in answers) < len(arrivals):
            time.sleep(0.005)
    return [each.exception() or each.result() for each in answers]


def test_all_that_wait_share_a_commit(database: Database, tablet: Tablet) -> None:
    sent = [arrival(*tablet.seal(number)) for number in range(1, 7)]
    commits: list[object] = []
    together = Together(database=database)
    listening.listen(database.engine, "commit", commits.append)
    receipts = _at_once(together, sent)
    assert {each.submission_id for each in receipts} == set(_ids(database))
    assert len(commits) == 1
    assert _is_sound(database)


def test_one_sent_again_takes_one_transaction(database: Database, tablet: Tablet) -> None:
    together, sent = Together(database=database), arrival(*tablet.seal(1))
    first = together.receive(sent)
    begun: list[object] = []
    listening.listen(database.engine, "begin", begun.append)
    again = together.receive(sent)
    assert (again.submission_id, again.is_new, again.missing) == (first.submission_id, False, ())
    assert len(begun) == 1
    assert _is_sound(database)


def test_one_sent_again_is_noted(database: Database, tablet: Tablet) -> None:
    together, sent = Together(database=database), arrival(*tablet.seal(1))
    first = together.receive(sent)
    together.receive(sent)
    with database.reading() as connection:
        told = connection.scalars(
            select(event.c.action).where(event.c.subject == first.submission_id)
        )
        assert sorted(told) == ["submission.received", "submission.received_again"]


def test_one_sent_again_otherwise_is_refused(database: Database, tablet: Tablet) -> None:
    xml, files = tablet.seal(1, files=[("a.jpg", b"a")])
    other = tablet.seal(2)
    together = Together(database=database)
    together.receive(arrival(xml, files))
    changed = arrival(xml, {**files, _XML: other[1][_XML]})
    again, refusal = _at_once(together, [arrival(xml, files), changed])
    assert not again.is_new
    assert isinstance(refusal, Refused)
    assert refusal.code is Code.CONFLICT


def test_bytes_are_held_as_they_came(database: Database, tablet: Tablet) -> None:
    sealed = [tablet.seal(number, files=[("a.jpg", b"\0\\x27" * number)]) for number in (1, 2, 3)]
    receipts = _at_once(Together(database=database), [arrival(*each) for each in sealed])
    files = submission_file
    for (xml, parts), receipt in zip(sealed, receipts, strict=True):
        mine = files.c.submission_id == receipt.submission_id
        with database.reading() as connection:
            its = submission.c.id == receipt.submission_id
            assert connection.scalars(select(submission.c.envelope).where(its)).one() == xml
            rows = connection.execute(select(files.c.name, files.c.id).where(mine)).all()
            assert {name: b"".join(read_chunks(connection, key)) for name, key in rows} == parts


def test_what_is_wrong_with_one_is_nothing_to_the_others(
    database: Database, tablet: Tablet
) -> None:
    good = [arrival(*tablet.seal(number)) for number in (1, 2)]
    xml, files = tablet.seal(3)
    broken = arrival(xml, files)
    unknown = replace(broken, envelope=replace(broken.envelope, form_id="none"))
    first, bad, second = _at_once(Together(database=database), [good[0], unknown, good[1]])
    assert isinstance(bad, Refused)
    assert bad.code is Code.UNKNOWN_FORM
    assert first.is_new
    assert second.is_new
    assert _is_sound(database)


def test_one_that_fails_the_statement_is_nothing_to_the_others(
    database: Database, tablet: Tablet
) -> None:
    good = arrival(*tablet.seal(1))
    bad = replace(arrival(*tablet.seal(2)), agent_id="0" * 32)  # nobody's
    receipt, refusal = _at_once(Together(database=database), [good, bad])
    assert receipt.is_new
    assert isinstance(refusal, Exception)
    assert _is_sound(database)


def test_same_one_several_times_at_once_is_held_once(database: Database, tablet: Tablet) -> None:
    sent = arrival(*tablet.seal(1))
    receipts = _at_once(Together(database=database), [sent] * 4)
    assert sorted(each.is_new for each in receipts) == [False, False, False, True]
    assert len({each.submission_id for each in receipts}) == 1
    assert _is_sound(database)


def test_more_than_go_together_are_all_taken(database: Database, tablet: Tablet) -> None:
    sent = [arrival(*tablet.seal(number)) for number in range(1, 22)]
    assert len(_at_once(Together(database=database), sent)) == len(_ids(database)) == 21
    assert _is_sound(database)


def test_file_of_another_size_than_said_takes_nobody_along(
    database: Database, tablet: Tablet
) -> None:
    xml, files = tablet.seal(1)
    whole = arrival(xml, files)
    cut = replace(whole, files=[replace(whole.files[0], size=whole.files[0].size + 1)])
    answers = _at_once(Together(database=database), [cut, arrival(*tablet.seal(2))])
    assert isinstance(answers[0], SizeDiffers)
    assert len(_ids(database)) == 1


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    numbers=st.lists(st.integers(1, 6), min_size=2, max_size=10),
    halves=st.sets(st.integers(0, 9)),
)
def test_books_balance_and_chain_holds_whatever_comes_when(
    database: Database, tablet: Tablet, numbers: list[int], halves: set[int]
) -> None:
    processes = [Together(database=database), Together(database=database)]
    sent = []
    for turn, number in enumerate(numbers):
        xml, files = tablet.seal(number, files=[("a.jpg", b"a")])
        half = {name: files[name] for name in files if name != _XML}
        sent.append(arrival(xml, half if turn in halves else files))
    with ThreadPoolExecutor(len(sent)) as threads:
        places = enumerate(sent)
        waits = [threads.submit(processes[turn % 2].receive, each) for turn, each in places]
        receipts = [each.result() for each in waits]
    assert {each.submission_id for each in receipts} <= set(_ids(database))
    assert _is_sound(database)


_VICTIM = """
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from server.services.intake.together import Together
from server.storage.engine import open_database
from tests.storage.senders import Tablet, arrival
database = open_database(sys.argv[1])
together, tablet = Together(database=database), Tablet(database, generate_private_key(65537, 2048))
def send(number):
    receipt = together.receive(arrival(*tablet.seal(number)))
    os.write(1, f"{receipt.submission_id}\\n".encode())
with ThreadPoolExecutor(4) as threads:
    list(threads.map(send, range(100, 100000)))
"""


def test_killed_in_the_middle_has_lost_nothing_it_said_yes_to(
    database: Database, database_url: str, tablet: Tablet
) -> None:
    tablet.send(*tablet.seal(1))
    victim = subprocess.Popen(
        [sys.executable, "-c", _VICTIM, database_url], stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout is not None
    said = [victim.stdout.readline().strip() for _ in range(40)]
    os.kill(victim.pid, signal.SIGKILL)
    rest = victim.communicate()[0].split()
    assert {*said, *(each for each in rest if len(each) == 32)} <= set(_ids(database))
    assert _is_sound(database)
