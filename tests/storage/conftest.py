"""A published form, a key and senders, for the tests of receiving and filing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import select

from server.odk.envelope import read_envelope
from server.odk.sealing import seal
from server.services.keys import FormKey, KeyRing, add_key
from server.services.library import FormLibrary
from server.services.opening import Opener
from server.services.receive import Arrival, ArrivedFile, Receipt, receive
from server.services.unseal import unseal_all
from server.storage.engine import Database
from server.storage.tables import form, form_version, submission

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:case="urn:lespwa:case"><h:head><h:title>Tip</h:title><model>
  <instance><data id="tip" version="1"><reference/><count/><kinds/><photo/><word/>
    <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/reference" type="string" case:field="report.reference"/>
  <bind nodeset="/data/count" type="int" case:field="report.victim_count"/>
  <bind nodeset="/data/kinds" type="string" case:field="report.exploitation"/>
  <bind nodeset="/data/photo" type="binary"/>
  <bind nodeset="/data/word" type="string"/>
  <bind nodeset="/data/meta/instanceID" type="string"/>
</model></h:head><h:body>
  <input ref="/data/reference"><label>Reference</label></input>
  <input ref="/data/count"><label>How many</label></input>
  <select ref="/data/kinds"><label>Kinds</label>
    <item><label>Forced labour</label><value>forced_labour</value></item>
    <item><label>Other</label><value>other</value></item></select>
  <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
  <input ref="/data/word"><label>A word</label></input>
</h:body></h:html>"""


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Sender:
    """Sends submissions of the form `tip`, sealed or not, as a tablet would."""

    database: Database
    key: RSAPrivateKey
    sent: dict[str, tuple[bytes, dict[str, bytes]]] = field(default_factory=dict)

    def seal(
        self,
        number: int,
        *,
        answers: Mapping[str, str] = {"reference": "R-1"},  # noqa: B006 - never changed
        files: Sequence[tuple[str, bytes]] = (),
        version: str | None = "1",
    ) -> tuple[bytes, dict[str, bytes]]:
        """Seal once; the same number gives the same bytes again."""
        instance_id = f"uuid:{number}"
        if instance_id not in self.sent:
            sealed = seal(
                self.key.public_key(),
                form_id="tip",
                version=version,
                instance_id=instance_id,
                xml=filled(instance_id, answers, version),
                files=files,
            )
            self.sent[instance_id] = sealed.envelope_xml, dict(sealed.files)
        return self.sent[instance_id]

    def send(self, xml: bytes, files: Mapping[str, bytes]) -> Receipt:
        with self.database.work() as work:
            receipt = receive(work, arrival(xml, files))
            work.commit()
        return receipt


def filled(instance_id: str, answers: Mapping[str, str], version: str | None = "1") -> bytes:
    body = "".join(f"<{name}>{text}</{name}>" for name, text in answers.items())
    said = f' version="{version}"' if version else ""
    meta = f"<meta><instanceID>{instance_id}</instanceID></meta>"
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


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def published(database: Database, data: Path, private_key: RSAPrivateKey) -> FormKey:
    """The form `tip`, version 1, with its key."""
    with database.work() as work:
        key = add_key(work, data, private_key, at=NOON, actor="amina")
        row = {"id": "tip", "audience": "public", "title": "Tip", "is_open": True}
        work.connection.execute(form.insert(), row)
        work.connection.execute(form_version.insert(), version_row("1", key))
        work.note("amina", "form.published", "tip")
        work.commit()
    return key


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


@pytest.fixture
def sender(database: Database, private_key: RSAPrivateKey, published: FormKey) -> Sender:
    del published
    return Sender(database, private_key)


@pytest.fixture
def opener(data: Path) -> Opener:
    return Opener(keys=KeyRing(data), library=FormLibrary())


def unseal(database: Database, opener: Opener, limit: int = 50) -> int:
    """File all that waits and return how many there were."""
    batches = unseal_all(database, opener, clock=lambda: NOON, limit=limit)
    return sum(sum(batch.tally.values()) for batch in batches)


def states(database: Database) -> list[tuple[str, str | None]]:
    columns = select(submission.c.state, submission.c.reason).order_by(submission.c.instance_id)
    with database.reading() as connection:
        return [(row.state, row.reason) for row in connection.execute(columns)]
