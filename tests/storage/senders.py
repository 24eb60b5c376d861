"""A tablet that seals and sends submissions of one small form, and the office that opens them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import Connection, Table, func, select

from server.odk.envelope import read_envelope
from server.odk.sealing import seal
from server.services.filing.books import Books, read_books
from server.services.filing.opening import Opener
from server.services.filing.owed import Owed
from server.services.filing.sealing import Contents
from server.services.filing.unseal import unseal_all
from server.services.intake.receive import Arrival, ArrivedFile, Receipt, receive
from server.services.trust.keys import FormKey
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES, other_answer
from server.storage.filing.sealed_values import SEALED, from_text
from server.storage.tables import form_key, submission
from server.storage.trust.data_key_tables import data_key
from tests.simulators.owed import NOTHING_OWED

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANSWERS = MappingProxyType({"description": "A word with someone", "count": "3"})

XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:case="urn:lespwa:case"><h:head><h:title>Tip</h:title><model>
  <instance><data id="tip" version="1"><description/><count/><began/><kinds/><photo/><word/>
    <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/description" type="string" case:field="report.description"/>
  <bind nodeset="/data/count" type="int" case:field="report.victim_count"/>
  <bind nodeset="/data/began" type="dateTime" case:field="report.started_at"/>
  <bind nodeset="/data/kinds" type="string" case:field="report.exploitation"/>
  <bind nodeset="/data/photo" type="binary"/>
  <bind nodeset="/data/word" type="string"/>
  <bind nodeset="/data/meta/instanceID" type="string"/>
</model></h:head><h:body>
  <input ref="/data/description"><label>What happened</label></input>
  <input ref="/data/count"><label>How many</label></input>
  <input ref="/data/began"><label>When it began</label></input>
  <select ref="/data/kinds"><label>Kinds</label>
    <item><label>Debt bondage</label><value>debt_bondage</value></item>
    <item><label>Kidnapping</label><value>kidnapping</value></item></select>
  <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
  <input ref="/data/word"><label>A word</label></input>
</h:body></h:html>"""


@dataclass
class Tablet:
    """Seals and sends; the same number always gives the same bytes."""

    database: Database
    key: RSAPrivateKey
    _sealed: dict[int, tuple[bytes, dict[str, bytes]]] = field(default_factory=dict)

    def seal(
        self,
        number: int = 1,
        *,
        answers: Mapping[str, str] = ANSWERS,
        files: Sequence[tuple[str, bytes]] = (),
        version: str | None = "1",
    ) -> tuple[bytes, dict[str, bytes]]:
        if number not in self._sealed:
            sealed = seal(
                self.key.public_key(),
                form_id="tip",
                version=version,
                instance_id=f"uuid:{number}",
                xml=filled(number, answers, version),
                files=files,
            )
            self._sealed[number] = sealed.envelope_xml, dict(sealed.files)
        return self._sealed[number]

    def send(self, xml: bytes, files: Mapping[str, bytes]) -> Receipt:
        with self.database.work() as work:
            receipt = receive(work, arrival(xml, files))
            work.commit()
        return receipt

    def send_sealed(self, number: int = 1, *, version: str | None = "1") -> Receipt:
        return self.send(*self.seal(number, version=version))


@dataclass
class Office:
    """Opens, files and looks into the books."""

    database: Database
    opener: Opener
    owed: Owed = NOTHING_OWED

    def unseal(self, limit: int = 50) -> int:
        batches = unseal_all(
            self.database, self.opener, clock=lambda: NOON, owed=self.owed, limit=limit
        )
        return sum(batch.tally.total() for batch in batches)

    def states(self) -> list[tuple[str, str | None]]:
        columns = select(submission.c.state, submission.c.reason)
        with self.database.reading() as connection:
            rows = connection.execute(columns.order_by(submission.c.instance_id)).all()
        return [(row.state, row.reason) for row in rows]

    def books(self) -> Books:
        with self.database.reading() as connection:
            return read_books(connection)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Every record of one kind, its sealed fields opened."""
        with self.database.reading() as connection:
            rows = connection.execute(select(RECORD_TABLES[kind])).all()
            return [
                dict(row._mapping) | dict(self._opened(connection, kind, row._mapping))
                for row in rows
            ]

    def others(self) -> list[tuple[str, str, bool]]:
        """Path, text and whether it is known, of every answer that fills no field."""
        with self.database.reading() as connection:
            rows = connection.execute(select(other_answer).order_by(other_answer.c.ordinal)).all()
            return [
                (
                    row.path,
                    self.contents(connection, row.submission_id).other(row.id, row.text),
                    row.is_known,
                )
                for row in rows
            ]

    def contents(self, connection: Connection, submission_id: str) -> Contents:
        """What opens the sealed content of a submission."""
        chosen = select(data_key.c.wrapped).where(data_key.c.id == submission_id)
        return self.opener.data_keys.contents(submission_id, connection.scalar(chosen))

    def _opened(
        self, connection: Connection, kind: str, row: Mapping[str, Any]
    ) -> Iterator[tuple[str, object]]:
        contents = self.contents(connection, row["submission_id"])
        for name, type_ in SEALED[kind].items():
            if row[name] is not None:
                text = contents.value(kind, row["id"], name, sealed=row[name])
                yield name, from_text(type_, text)

    def count(self, table: Table) -> int:
        with self.database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0


def office(database: Database, vault: Vault) -> Office:
    return Office(database, Opener.of(vault))


def filled(number: int, answers: Mapping[str, str], version: str | None = "1") -> bytes:
    body = "".join(f"<{name}>{text}</{name}>" for name, text in answers.items())
    said = f' version="{version}"' if version else ""
    meta = f"<meta><instanceID>uuid:{number}</instanceID></meta>"
    return f'<data id="tip"{said}>{body}{meta}</data>'.encode()


def arrival(xml: bytes, files: Mapping[str, bytes]) -> Arrival:
    return Arrival(
        envelope=read_envelope(xml),
        xml=xml,
        files=[arrived(name, content) for name, content in files.items()],
        agent_id=None,
        at=NOON,
    )


def arrived(name: str, content: bytes) -> ArrivedFile:
    def chunks() -> Iterator[bytes]:
        yield content

    return ArrivedFile(
        name=name, size=len(content), sha256=sha256(content).hexdigest(), chunks=chunks
    )


def version_row(version: str, key: FormKey) -> dict[str, object]:
    return {
        "id": version * 32,
        "form_id": "tip",
        "version": version,
        "xform": XFORM.replace(b'version="1"', f'version="{version}"'.encode()),
        "source": b"",
        "content_hash": version,
        "key_fingerprint": key.fingerprint,
        "published_at": NOON,
        "is_current": version == "1",
    }


def withdraw_keys(database: Database) -> None:
    """Take the private half of every form key away."""
    with database.work() as work:
        work.connection.execute(form_key.update().values(private_sealed=None))
        work.note("cruz", "key.added", "all")
        work.commit()
