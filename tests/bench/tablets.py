"""Many tablets that fill and seal forms, in two processes."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from random import Random
from uuid import UUID

from server.demo.fill import Filled, fill, value_name
from server.demo.reports import sample_reports
from server.demo.tablet import Blank
from server.domain.forms import FormVersion
from server.odk.keys import read_public_key
from server.odk.xform import read_form
from server.odk.xml import parse
from server.storage.engine import Database
from server.storage.publishing.forms import contents, currents
from tests.bench import questionnaire
from tests.simulators.sending import Instance

PROCESSES = 2
REAL_FORMS = ("screening", "online_report", "hotline")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
XForms = Mapping[str, bytes]
Maker = Callable[[Mapping[str, Blank], Random], Iterator[tuple[Blank, Filled]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How many submissions are wanted, of which forms; `seed` makes them differ."""

    xforms: XForms
    count: int
    seed: int


def published(database: Database) -> dict[str, bytes]:
    """Return the forms that are live, by id."""
    with database.reading() as connection:
        rows = currents(connection)
        return {row.form_id: contents(connection, row.id).xform for row in rows}


def pool() -> ProcessPoolExecutor:
    """Return processes that are started afresh, as those of the server are."""
    return ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))


def shares(xforms: XForms, count: int, seed: int) -> list[Order]:
    """Split the work between the processes."""
    return [
        Order(xforms=xforms, count=len(range(turn, count, PROCESSES)), seed=seed + turn)
        for turn in range(PROCESSES)
    ]


def seal_many(xforms: XForms, count: int, *, seed: int = 1) -> list[list[Instance]]:
    """Return sealed submissions, one list for each of two senders."""
    with pool() as processes:
        return list(processes.map(seal_some, shares(xforms, count, seed)))


def seal_some(order: Order) -> list[Instance]:
    """Fill and seal what one order asks for."""
    random = Random(order.seed)
    blanks = {form_id: _blank(xform) for form_id, xform in order.xforms.items()}
    made = _trials if questionnaire.FORM_ID in blanks else _reports
    return [
        _sealed(blank, filled, random)
        for blank, filled in islice(made(blanks, random), order.count)
    ]


def _blank(xform: bytes) -> Blank:
    submission = parse(xform).find(".//{*}submission")
    assert submission is not None
    key = read_public_key(b64decode(submission.get("base64RsaPublicKey", "")), name="the form")
    return Blank(form=read_form(xform), key=key)


def _trials(blanks: Mapping[str, Blank], random: Random) -> Iterator[tuple[Blank, Filled]]:
    blank = blanks[questionnaire.FORM_ID]
    while True:
        yield blank, Filled(values=questionnaire.answers(blank.form, random))


def _reports(blanks: Mapping[str, Blank], random: Random) -> Iterator[tuple[Blank, Filled]]:
    while True:
        for sample in sample_reports(random, NOW):
            blank = blanks.get(sample.form_id)
            if blank is not None:
                yield blank, Filled(values={**_unanswered(blank.form), **sample.filled.values})


def _unanswered(form: FormVersion) -> dict[str, str]:
    """Return the empty nodes that a client sends for questions without an answer."""
    return {
        value_name(each): ""
        for each in form.questions
        if not each.repeats and not each.path.startswith("meta/")
    }


def _sealed(blank: Blank, filled: Filled, random: Random) -> Instance:
    instance_id = f"uuid:{UUID(int=random.getrandbits(128), version=4)}"
    sealed = blank.seal(fill(blank.form, filled, instance_id), instance_id, ())
    return Instance(xml=sealed.envelope_xml, files=sealed.files)
