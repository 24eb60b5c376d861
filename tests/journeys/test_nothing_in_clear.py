"""After the demonstration's samples are filed, nothing invented for them can be read anywhere."""

from __future__ import annotations

import os
import secrets
import sys
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect, text

from server.demo.cases import drawn, sample_cases
from server.demo.fill import Filled, fill
from server.demo.reports import Sample, sample_reports
from server.domain.schema.kinds import FieldType
from server.odk.keys import read_public_key
from server.odk.sealing import seal
from server.odk.xform import read_form
from server.storage.engine import Database, open_database
from server.storage.filing.sealed_values import SEALED
from tests.journeys.station import Station, Tablet
from tests.postgresql import PostgreSQL, started
from tests.simulators.agreeing import agree_on_export
from tests.simulators.sending import Instance
from tests.spreadsheets import FOLDER
from tests.storage.offices import files_of

_FORMS = ("screening", "online_report", "hotline", "case_record", "consent")
_AUDIENCES = ("agency", "public", "hotline", "expert")
_NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_SHORTEST = 5
_IN_CLEAR = 7  # every so many submissions comes without a seal


@dataclass
class Invented:
    """What was made up for the samples: values as they are, and a word of its own in each text."""

    values: Counter[str] = field(default_factory=Counter)
    marks: list[str] = field(default_factory=list)

    def marked(self, kind: str, name: str, value: str) -> str:
        """Note a value that is to be sealed, and give a text a mark that no other text has."""
        type_ = SEALED.get(kind, {}).get(name)
        if type_ is FieldType.DATE:
            self.values[value] += 1
        if type_ is not FieldType.TEXT:
            return value
        self.values[value] += 1
        return f"{value} {self.mark()}"

    def mark(self) -> str:
        """Make up a word that stands nowhere else."""
        self.marks.append(f"Madeup{secrets.token_hex(6)}")
        return self.marks[-1]

    def searched(self, before: bytes) -> list[bytes]:
        """Return everything to be searched for, but what stood there before the first sample."""
        values = [each.encode() for each in self.values if len(each) >= _SHORTEST]
        marks = [each.encode() for each in self.marks]
        return [*marks, *(each for each in values if each not in before)]


def _invented(sample: Sample, invented: Invented) -> Sample:
    filled = sample.filled
    values = {
        name: invented.marked(
            name.partition(".")[0].partition("[")[0], name.rpartition(".")[2], each
        )
        for name, each in filled.values.items()
    }
    repeats = {
        kind: [
            {name: invented.marked(kind, name, each) for name, each in row.items()} for row in rows
        ]
        for kind, rows in filled.repeats.items()
    }
    return replace(sample, filled=Filled(values=values, repeats=repeats))


def _instance(tablet: Tablet, sample: Sample, invented: Invented, *, is_sealed: bool) -> Instance:
    """Fill a form, with one answer that it does not ask for."""
    installed = tablet.forms[sample.form_id]
    form = read_form(installed.content)
    instance_id = f"uuid:{secrets.token_hex(16)}"
    unasked = f"<unasked>{invented.mark()}</unasked><meta>".encode()
    xml = fill(form, sample.filled, instance_id).replace(b"<meta>", unasked)
    if not is_sealed:
        return Instance(xml=xml, files=tuple(sample.attachments), action=installed.blank.action)
    sealed = seal(
        read_public_key(b64decode(installed.blank.public_key or ""), name="the form's key"),
        form_id=form.form_id,
        version=form.version,
        instance_id=instance_id,
        xml=xml,
        files=sample.attachments,
    )
    return Instance(xml=sealed.envelope_xml, files=sealed.files, action=installed.blank.action)


def _send_all(tablet: Tablet, invented: Invented) -> int:
    dice = Random(3)
    samples = list(chain(sample_reports(dice, _NOW), sample_cases(dice, _NOW)))
    instances = [
        _instance(tablet, _invented(each, invented), invented, is_sealed=bool(number % _IN_CLEAR))
        for number, each in enumerate(samples)
    ]
    assert all(each.is_sent for each in tablet.collect.send(instances))
    return len(instances)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """A server of its own: files that all its databases share keep what other tests wrote."""
    with started() as server:
        yield server


@pytest.fixture(scope="module")
def free_databases() -> list[str]:
    """No database on that server was used by another test."""
    return []


class _Watch:
    """What was in the files that were removed; an audit hook cannot be taken away, only idle."""

    def __init__(self) -> None:
        self.removed: list[tuple[str, bytes]] | None = None
        sys.addaudithook(self._heard)

    @contextmanager
    def keeping(self) -> Iterator[list[tuple[str, bytes]]]:
        self.removed = []
        try:
            yield self.removed
        finally:
            self.removed = None

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.removed is None or event != "os.remove":
            return
        path, folder = str(arguments[0]), arguments[1]
        if isinstance(folder, int) and folder >= 0:
            path = f"/proc/self/fd/{folder}/{path}"
        kept, self.removed = self.removed, None  # reading must not be heard
        if os.path.isfile(path):  # noqa: PTH113 - a path object would be slower in a hook
            kept.append((os.path.realpath(path), Path(path).read_bytes()))
        self.removed = kept


@pytest.fixture(scope="session")
def watch() -> _Watch:
    return _Watch()


def _dump(database: Database) -> Iterator[tuple[str, bytes]]:
    """Yield every row of every table, bytes as they are."""
    with database.reading() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608 - our own
                yield (
                    table,
                    b"\0".join(
                        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
                        for each in row
                    ),
                )


def _files(database: Database, station: Station, server: PostgreSQL) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the database with its log, of the server and of the installation."""
    folders = [station.folder]
    if database.locks_rows:
        folders.append(server.folder / "data" / "pg_wal")
        yield "the server's log", (server.folder / "log").read_bytes()
    for each in chain(files_of(database, server), *(each.rglob("*") for each in folders)):
        if each.is_file():
            yield str(each), each.read_bytes()


@pytest.mark.requirement("R83", "R94")
def test_nothing_invented_for_the_samples_lies_in_clear(
    station: Station,
    postgresql: PostgreSQL,
    watch: _Watch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    station.run("forms", "publish", *(FOLDER / f"{each}.xlsx" for each in _FORMS))
    tablet, invented = station.tablet(*_AUDIENCES), Invented()
    tablet.refresh()
    out = tmp_path_factory.mktemp("exports")
    with closing(open_database(station.database_url)) as database, watch.keeping() as removed:
        before = b"".join(content for _, content in _dump(database))
        count = _send_all(tablet, invented)
        said = station.run("unseal") + station.run("books")
        coded = ("export", "cases", "--coded-only", "--format", "json", "--out")
        station.run(*coded, station.folder / "coded.json")
        agree_on_export(station.database_url, "cases")
        station.run("export", "cases", "--format", "xlsx", "--out", out / "all.xlsx")
        searched = invented.searched(before)
        found = [
            (where, each)
            for where, content in chain(
                _dump(database),
                _files(database, station, postgresql),
                # An export is in clear, as wished for, and so is what lies beside it meanwhile.
                (each for each in removed if not each[0].startswith(str(out.resolve()))),
                [("the terminal", said.encode())],
            )
            for each in (*searched, drawn())
            if each in content
        ]
    assert f"{count} received" in said
    assert len(searched) >= 300
    assert found == []


def test_the_search_finds_what_is_in_clear(station: Station, postgresql: PostgreSQL) -> None:
    with closing(open_database(station.database_url)) as database:
        with database.work() as work:
            work.note("amina", "access.refused", "Madeup-subject-in-clear")
            work.commit()
        rows = [where for where, content in _dump(database) if b"subject-in-clear" in content]
        files = [
            where
            for where, content in _files(database, station, postgresql)
            if b"subject-in-clear" in content
        ]
    assert rows == ["event"]
    assert files
