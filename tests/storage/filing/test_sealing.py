"""What is filed of a submission lies sealed under its own key, each value in its own place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Row, select

from exporters.formats import Format
from server.domain.records import Filing, Record, RecordId
from server.domain.states import State
from server.odk.box_format import header_of
from server.odk.kept_seal import KeptSeal
from server.odk.seal import Reason, Unreadable, unbox
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.filing.sealing import Contents
from server.services.filing.unseal import unseal_batch
from server.services.trust.keys import KeyRing
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.filing.filed import Outcome, save
from server.storage.filing.record_tables import RECORD_TABLES, other_answer, record_code
from server.storage.filing.sealed import sealed_submission
from server.storage.filing.sealed_values import SEALED
from server.storage.tables import file_chunk, submission
from server.storage.trust.data_key_tables import data_key
from tests.simulators.owed import NOTHING_OWED
from tests.storage.senders import ANSWERS, NOON, Office, Tablet, filled

_REPORT = RECORD_TABLES["report"]
_FIRST = select(file_chunk.c.data).where(file_chunk.c.seq == 0)
_SAID = ANSWERS | {"word": "a word"}


def submission_of(database: Database, submission_id: str) -> Mapping[str, object]:
    with database.reading() as connection:
        row = connection.execute(select(submission).where(submission.c.id == submission_id)).one()
    return row._asdict()


def key_of(database: Database, submission_id: str) -> bytes | None:
    with database.reading() as connection:
        return connection.scalar(select(data_key.c.wrapped).where(data_key.c.id == submission_id))


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> list[str]:
    """The ids of two filed submissions that say the same."""
    ids = [str(tablet.send(*tablet.seal(each, answers=_SAID)).submission_id) for each in (1, 2)]
    office.unseal()
    return ids


def test_restricted_answers_lie_sealed(database: Database, filed: list[str]) -> None:
    with database.reading() as connection:
        reports = connection.execute(select(_REPORT)).all()
        texts = list(connection.scalars(select(other_answer.c.text)))
    sealed = [each.description for each in reports] + texts
    assert len(set(sealed)) == 2 * len(filed)
    assert not any(b"word" in each for each in sealed)
    assert {each.victim_count for each in reports} == {3}


def test_envelope_is_sealed_once_filed_and_opens_again(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml, files = tablet.seal(1)
    receipt = tablet.send(xml, files)
    office.unseal()
    kept = submission_of(database, receipt.submission_id)["envelope"]
    assert isinstance(kept, bytes)
    assert b"base64EncryptedKey" in xml
    assert b"base64EncryptedKey" not in kept
    with database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
    assert opened.answers.instance_id == "uuid:1"


def test_each_submission_has_its_own_key(database: Database, filed: list[str]) -> None:
    keys = [key_of(database, each) for each in filed]
    assert None not in keys
    assert len(set(keys)) == 2


def _own_column(own: Contents, _: Contents, row: Row[tuple[str, bytes]]) -> str:
    return own.value("report", row.id, "victim_details", sealed=row.description)


def _another_row(own: Contents, _: Contents, row: Row[tuple[str, bytes]]) -> str:
    return own.value("report", "0" * 32, "description", sealed=row.description)


def _another_table(own: Contents, _: Contents, row: Row[tuple[str, bytes]]) -> str:
    return own.other(row.id, row.description)


def _another_submission(_: Contents, other: Contents, row: Row[tuple[str, bytes]]) -> str:
    return other.value("report", row.id, "description", sealed=row.description)


@pytest.mark.parametrize("moved", [_own_column, _another_row, _another_table, _another_submission])
def test_value_moved_elsewhere_does_not_open(
    database: Database, office: Office, filed: list[str], moved: Callable[..., str]
) -> None:
    with database.reading() as connection:
        chosen = select(_REPORT.c.id, _REPORT.c.description)
        row = connection.execute(chosen.where(_REPORT.c.submission_id == filed[0])).one()
        own, other = (office.contents(connection, each) for each in filed)
    assert own.value("report", row.id, "description", sealed=row.description)
    with pytest.raises(Unreadable) as refused:
        moved(own, other, row)
    assert refused.value.reason is Reason.DAMAGED


def test_key_moved_to_another_submission_does_not_open(
    database: Database, office: Office, filed: list[str]
) -> None:
    wrapped = key_of(database, filed[0])
    with pytest.raises(Unreadable):
        office.opener.data_keys.contents(filed[1], wrapped)


def change(database: Database, submission_id: str, **values: object) -> None:
    with database.work() as work:
        work.connection.execute(
            submission.update().where(submission.c.id == submission_id).values(**values)
        )
        work.note("leon", "submission.reopened", submission_id)
        work.commit()


def test_opening_again_keeps_the_key_and_the_content(
    database: Database, office: Office, filed: list[str]
) -> None:
    before = key_of(database, filed[0]), submission_of(database, filed[0])["envelope"]
    change(database, filed[0], state=State.SEALED)
    office.unseal()
    assert (key_of(database, filed[0]), submission_of(database, filed[0])["envelope"]) == before
    assert [each["description"] for each in office.records("report")] == ["A word with someone"] * 2


def test_late_file_of_a_clear_arrival_keeps_the_key(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml = filled(1, ANSWERS | {"word": "late.jpg"})
    receipt = tablet.send(xml, {})
    office.unseal()
    before = key_of(database, receipt.submission_id)
    tablet.send(xml, {"late.jpg": b"late"})
    assert office.states() == [("sealed", None)]
    office.unseal()
    assert key_of(database, receipt.submission_id) == before is not None
    with database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        assert b"".join(office.opener.attachment(connection, opened, "late.jpg")) == b"late"


def test_file_that_came_in_clear_opens_with_the_data_key_alone(
    database: Database, tablet: Tablet, office: Office, vault: Vault
) -> None:
    photo = bytes(range(256)) * 9000
    names = {"photo": "p.jpg"}
    receipt = tablet.send(filled(1, names), {"p.jpg": photo})
    with database.reading() as connection:
        before = connection.scalar(_FIRST)
    office.unseal()
    with database.reading() as connection:
        after = connection.scalar(_FIRST)
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        assert b"".join(office.opener.attachment(connection, opened, "p.jpg")) == photo
        keys = KeyRing(vault).for_form(connection, "tip", "1")
    header = header_of(before or b"")
    assert header is not None
    assert after == bytes(len(header)) + (before or b"")[len(header) :]
    with pytest.raises(Unreadable):
        list(unbox(keys, [after]))


def test_unreadable_submission_stays_as_received(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml, files = tablet.seal(1)
    receipt = tablet.send(xml, dict.fromkeys(files, b""))
    office.unseal()
    assert office.states() == [("unreadable", "damaged")]
    assert submission_of(database, receipt.submission_id)["envelope"] == xml
    assert key_of(database, receipt.submission_id) is None


class _Fails:
    """Form versions that cannot be had."""

    def version_of(self, *_: object) -> None:
        raise RecursionError

    nearest = version_of


def test_what_could_not_be_processed_stays_as_received_and_is_exported(
    database: Database, tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    xml, files = tablet.seal(1)
    receipt = tablet.send(xml, files)
    broken = replace(office.opener, form_library=_Fails())  # type: ignore[arg-type]  # a fake
    unseal_batch(database, broken, now=NOON, owed=NOTHING_OWED)
    assert submission_of(database, receipt.submission_id)["envelope"] == xml
    wish = Wish(path=tmp_path / "out.zip", format=Format.CSV, actor="amina", at=NOON)
    account = export_cases(database, office.opener.data_keys, wish, CaseOptions()).account
    assert (account.exported, account.rows["submission"]) == (1, 1)


def test_several_restricted_codes_are_sealed_in_their_row(
    database: Database, tablet: Tablet, office: Office
) -> None:
    submission_id = tablet.send_sealed().submission_id
    values = {"contact_channels": ("call", "text_message"), "exploitation": ("begging",)}
    record = Record(
        id=RecordId("f" * 32), kind="report", subject=None, ordinal=1, values=values, sources={}
    )
    with database.work() as work:
        held = sealed_submission(work.connection, submission_id)
        assert held is not None
        no_seal = KeptSeal(signature=None, instance_id="", files=())
        outcome = Outcome(
            submission_id=submission_id,
            state=State.FILED,
            filing=Filing(records=(record,), others=(), findings=()),
            sealing=office.opener.data_keys.sealing(work.connection, held, no_seal),
        )
        save(work.connection, [outcome], NOON)
        work.note("unseal", "submission.filed", submission_id)
        work.commit()
    with database.reading() as connection:
        assert list(connection.scalars(select(record_code.c.code))) == ["begging"]
    assert office.records("report")[0]["contact_channels"] == ("call", "text_message")


def test_export_leaves_out_what_was_tampered_with_and_goes_on(
    database: Database, office: Office, filed: list[str], tmp_path: Path
) -> None:
    mine, theirs = (_REPORT.c.submission_id == each for each in filed)
    with database.work() as work:
        taken = work.connection.scalar(select(_REPORT.c.description).where(theirs))
        work.connection.execute(_REPORT.update().where(mine).values(description=taken))
        work.note("cruz", "submission.reopened", filed[0])
        work.commit()
    wish = Wish(path=tmp_path / "out.zip", format=Format.CSV, actor="amina", at=NOON)
    account = export_cases(database, office.opener.data_keys, wish, CaseOptions()).account
    assert (account.exported, account.left_out) == (1, {Reason.DAMAGED: 1})
    assert account.adds_up


def test_every_restricted_or_identifying_field_has_a_column_of_bytes() -> None:
    assert sum(map(len, SEALED.values())) == 83
    for kind, names in SEALED.items():
        types = {RECORD_TABLES[kind].c[name].type.python_type for name in names}
        assert types <= {bytes}
