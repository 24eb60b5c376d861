"""Well-sealed forms full of answers that no client would write: anybody can seal such a form."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from lxml import etree

from exporters.formats import Format
from server.domain.forms import Audience, FormVersion, InstanceId, Question
from server.odk.envelope import read_envelope
from server.odk.sealing import seal
from server.services.export.case_layout import CaseOptions
from server.services.export.export_account import Account
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.services.filing.opening import Opener
from server.services.filing.unseal import unseal_all
from server.services.intake.receive import Arrival, receive
from server.services.publishing.form_library import FormLibrary
from server.services.publishing.forms import NewVersion, publish
from server.services.trust.keys import import_key, public_half
from server.storage.engine import Database
from tests.fuzz.memory import little_memory
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.vault import fixed_vault
from tests.spreadsheets import spreadsheet
from tests.storage.senders import arrived

FORMS = ("screening", "online_report", "hotline", "case_record", "consent")
EACH = 120
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NUMBERS = (
    *("0", "-0", "00012", "1e400", "1.5E-300", "+5.", "NaN", "Infinity", "0x10", "1_000", "١٢"),
    *(str(2**63), str(-(2**63) - 1), "9" * 40, "1E28", "0.1234567890123456789012345678"),
)
HUGE = ("x" * 40_000, "c" * 5000, "a " * 3000, "é" * 16_384)  # a sheet's cell holds 32,767
DATES = (
    *("2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2026-11", "2026-W10-1", "24:00:00"),
    *("9999-12-31T23:59:59.999-14:00", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00+99:99"),
)
WORDS = (
    *("", " ", "\u00a0", "yes", "no", "other", "unknown unknown", "yes no maybe", "OK", "contact"),
    *("=1+1", "@SUM(A1)", "\tx", "a\r\nb", "]]>", "<b>&amp;", "\u202eevil", "\ufeffx", "\x85"),
    *("😀" * 100, "c" * 500, "a " * 300, "a\x7fb", "../../x", "name.jpg", "'"),
    *("14.0 -60.9 0 0", "14 -60", "1 2;3 4", "9" * 40, "-" + "9" * 30, "\u2028", "e\u0301"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An installation with the five forms, and a stranger who holds them."""

    database: Database
    folder: Path
    key: RSAPrivateKey
    dice: random.Random

    @property
    def opener(self) -> Opener:
        return Opener.of(fixed_vault())

    def publish(self, form_id: str) -> FormVersion:
        made = spreadsheet(form_id)
        new = NewVersion(
            form_id=made.form.form_id,
            title=form_id,
            audience=Audience.AGENCY,
            xform=made.xform,
            media={},
            source=b"",
        )
        with self.database.work() as work:
            publish(work, new, public_half(self.key.public_key()), at=NOW, actor="amina")
            work.commit()
        with self.database.reading() as connection:
            form = FormLibrary().nearest(connection, form_id)
        assert form is not None
        return form

    def send(self, form: FormVersion) -> None:
        instance_id = InstanceId(f"uuid:{self.dice.getrandbits(128):032x}")
        sealed = seal(
            self.key.public_key(),
            form_id=form.form_id,
            version=form.version,
            instance_id=instance_id,
            xml=filled(form, instance_id, self.dice),
            files=(),
        )
        xml = sealed.envelope_xml
        files = [arrived(name, content) for name, content in sealed.files]
        with self.database.work() as work:
            envelope = read_envelope(xml)
            receive(work, Arrival(envelope=envelope, xml=xml, files=files, agent_id=None, at=NOW))
            work.commit()

    def unseal(self) -> Counter[tuple[str, str | None]]:
        found: Counter[tuple[str, str | None]] = Counter()
        for batch in unseal_all(self.database, self.opener, clock=lambda: NOW, owed=NOTHING_OWED):
            found += batch.tally
        return found

    def exports(self) -> Iterator[tuple[Account, Path]]:
        """Export everything in every format."""
        keys = self.opener.data_keys
        for kind in Format:
            wish = self._wish(kind, "cases")
            yield export_cases(self.database, keys, wish, CaseOptions()).account, wish.path
            for form_id in FORMS:
                wish, selection = self._wish(kind, form_id), Selection(form_id=form_id)
                done = export_submissions(self.database, self.opener, wish, selection)
                yield done.account, wish.path

    def _wish(self, kind: Format, name: str) -> Wish:
        path = self.folder / f"{name}.{kind.value}"
        return Wish(path=path, format=kind, actor="amina", at=NOW)


def filled(form: FormVersion, instance_id: str, dice: random.Random) -> bytes:
    root = etree.Element(form.root, {"id": form.form_id, "version": form.version})
    for question in form.questions:
        if question.path != "meta/instanceID" and dice.random() < 0.6:
            _answer(root, question, dice)
    etree.SubElement(root, dice.choice(["unknown", "started_at"])).text = "of no form"
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    return etree.tostring(root)


def _answer(root: etree._Element, question: Question, dice: random.Random) -> None:
    node, path = root, ""
    *groups, name = question.path.split("/")
    for step in groups:
        path = f"{path}/{step}".lstrip("/")
        found = node.findall(step)
        is_new = not found or (path in question.repeats and dice.random() < 0.3)
        node = etree.SubElement(node, step) if is_new else dice.choice(found)
    for _ in range(dice.choice([1, 1, 1, 1, 2])):  # twice the same node now and then
        etree.SubElement(node, name).text = _text(question, dice).replace("\x7f", " ")


def _text(question: Question, dice: random.Random) -> str:
    if question.choices and dice.random() < 0.6:
        codes = [each.code for each in question.choices]
        return " ".join(dice.choices(codes, k=dice.choice([1, 1, 2, 5])))
    kinds: list[tuple[str, ...]] = [NUMBERS, DATES, WORDS, HUGE]
    return dice.choice(*dice.choices(kinds, (20, 20, 60, 1)))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    with database.work() as work:
        import_key(work, fixed_vault(), key, at=NOW, actor="amina")
        work.commit()
    return House(database=database, folder=tmp_path, key=key, dice=random.Random(4711))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_odd_answers_are_filed_and_exported(house: House) -> None:
    forms = [house.publish(each) for each in FORMS]
    with little_memory():
        for form in forms:
            for _ in range(EACH):
                house.send(form)
        assert house.unseal() == {("filed", None): EACH * len(FORMS)}
        done = list(house.exports())
    for account, path in done:
        assert (account.adds_up, dict(account.left_out)) == (True, {})
        if path.suffix == ".json":
            found = json.loads(path.read_text(encoding="utf-8"))["records"]
            assert len(found) == account.exported
