"""A whole Lespwa on one database: the five forms live, its door, its unsealing, its exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask.testing import FlaskClient
from lxml import etree

from exporters.formats import Format
from server.app import create_intake
from server.domain.forms import Audience, FormVersion
from server.odk.sealing import seal
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.services.filing.opening import Opener
from server.services.filing.unseal import unseal_all
from server.services.publishing.forms import NewVersion, publish
from server.services.trust.keys import FormKey, add_key
from server.settings import Settings
from server.storage.engine import Database
from server.storage.work import UnitOfWork
from server.web.intake.log import open_log
from tests.javarosa.fills import Fill
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.staff import hire
from tests.simulators.vault import fixed_vault

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MIB = 1024 * 1024
_TESTS = Path(__file__).parents[1]
_XLSFORMS = _TESTS.parent / "xlsforms"
OURS = {
    "screening": Audience.AGENCY,
    "online_report": Audience.PUBLIC,
    "hotline": Audience.HOTLINE,
    "case_record": Audience.EXPERT,
    "consent": Audience.EXPERT,
}
# A form with every type of question, nested repeats and attachments; nothing in it is mapped.
EVERY_TYPE = "enc_test"
FORMS = {**OURS, EVERY_TYPE: Audience.EXPERT}
Tables = Mapping[str, list[dict[str, str]]]


@cache
def compiled(name: str) -> tuple[bytes, bytes]:
    """Return the spreadsheet and the XForm that pyxform makes of it."""
    every_type = _TESTS / "vectors" / "collect" / "form.xlsx"
    file = every_type if name == EVERY_TYPE else _XLSFORMS / f"{name}.xlsx"
    source = file.read_bytes()
    made = compile_form(read_workbook(source, f"{name}.xlsx"))
    assert made.xform is not None
    return source, made.xform


@dataclass(frozen=True)
class House:
    """One installation, with an agent who is offered every form."""

    database: Database
    key: RSAPrivateKey
    door: FlaskClient
    token: str

    def fetch(self, form_id: str) -> bytes:
        """Download a form as a tablet does: find it in the list, take the address given there."""
        headers = {"X-OpenRosa-Version": "1.0"}
        listed = self.door.get(f"/key/{self.token}/formList?formID={form_id}", headers=headers)
        address = etree.fromstring(listed.data).findtext(".//{*}downloadUrl")
        return self.door.get(address, headers=headers).data

    def send(self, fill: Fill, form: FormVersion) -> int:
        """Seal one filled form as Collect does and post it; return the answer's status."""
        sealed = seal(
            self.key.public_key(),
            form_id=form.form_id,
            version=form.version,
            instance_id=fill.instance_id,
            xml=fill.xml,
            files=tuple(fill.files.items()),
        )
        parts = {"xml_submission_file": (io.BytesIO(sealed.envelope_xml), "a.xml", "text/xml")}
        parts |= {name: (io.BytesIO(content), name) for name, content in sealed.files}
        address = f"/key/{self.token}/submission"
        return self.door.post(
            address, data=parts, headers={"X-OpenRosa-Version": "1.0"}
        ).status_code

    @property
    def opener(self) -> Opener:
        return Opener.of(fixed_vault())

    def unseal(self) -> Mapping[str, int]:
        """Open and file everything; return how many came to which state."""
        states: dict[str, int] = {}
        for batch in unseal_all(self.database, self.opener, clock=lambda: NOON, owed=NOTHING_OWED):
            for (state, _), number in batch.tally.items():
                states[state.value] = states.get(state.value, 0) + number
        return states

    def export_submissions(self, form_id: str, path: Path) -> Tables:
        selection = Selection(form_id=form_id, attachments_in_zip=True)
        export_submissions(self.database, self.opener, _wish(path), selection)
        return read_tables(path)

    def export_cases(self, path: Path) -> Tables:
        export_cases(self.database, self.opener.data_keys, _wish(path), CaseOptions())
        return read_tables(path)


def _wish(path: Path) -> Wish:
    return Wish(path=path, format=Format.CSV, actor="amina", at=NOON)


def read_tables(path: Path) -> Tables:
    """Read every CSV file of an export with nothing but the standard library."""
    with ZipFile(path) as whole:
        return {
            name.removesuffix(".csv"): _rows(whole.read(name))
            for name in whole.namelist()
            if name.endswith(".csv")
        }


def read_media(path: Path) -> Mapping[tuple[str, str], bytes]:
    """Read the attachments of an export, by the submission's key and the name in its answers."""
    with ZipFile(path) as whole:
        rows = _rows(whole.read("attachments.csv"))
        return {(row["PARENT_KEY"], row["name"]): whole.read(row["file"]) for row in rows}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def open_house(database: Database, data: Path, key: RSAPrivateKey) -> House:
    """Make the key current, publish the five forms and add an agent."""
    with database.work() as work:
        form_key = add_key(work, fixed_vault(), key, at=NOON, actor="amina")
        for name, audience in FORMS.items():
            _publish(work, name, audience, form_key)
        _, token = hire(work, NOON, audiences=tuple(Audience))
        work.commit()
    settings = Settings(
        data=data, database_url="", public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    log = open_log(lambda: NOON, io.StringIO())
    app = create_intake(settings, database, clock=lambda: NOON, log=log)
    return House(database, key, app.test_client(), token)


def _publish(work: UnitOfWork, name: str, audience: Audience, key: FormKey) -> None:
    source, xform = compiled(name)
    form = read_form(xform)
    new = NewVersion(
        form_id=form.form_id,
        title=form.title,
        audience=audience,
        xform=xform,
        media={},
        source=source,
    )
    publish(work, new, key, at=NOON, actor="amina")
