from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.domain.states import State
from server.errors import Code, Refused
from server.odk.seal import Unreadable
from server.services.filing.unseal import reopen, unseal_batch
from server.services.trust.keys import FormKey, add_key
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES, finding, other_answer, record_code
from server.storage.filing.sealed import claim
from server.storage.handfuls import TOGETHER
from server.storage.tables import event, form_version, submission
from tests.simulators.owed import NOTHING_OWED
from tests.storage.senders import (
    ANSWERS,
    NOON,
    Office,
    Tablet,
    filled,
    version_row,
    withdraw_keys,
)

_REPORT = RECORD_TABLES["report"]
_XML = "submission.xml.enc"


def _last_event(database: Database) -> tuple[str, Mapping[str, object]]:
    chosen = select(event.c.action, event.c.detail).order_by(event.c.sequence.desc()).limit(1)
    with database.reading() as connection:
        row = connection.execute(chosen).one()
    return row.action, row.detail


@pytest.mark.requirement("R59")
def test_answers_become_records_with_their_sources(tablet: Tablet, office: Office) -> None:
    began = "2026-11-20T09:30:00.000-04:00"
    tablet.send(*tablet.seal(answers={"description": "Ünïcode 🐟", "count": "3", "began": began}))
    assert office.unseal() == 1
    [row] = office.records("report")
    assert (row["description"], row["victim_count"]) == ("Ünïcode 🐟", 3)
    assert row["started_at"] == datetime.fromisoformat(began)
    assert row["started_at"].utcoffset() == timedelta(hours=-4)
    assert row["provenance"]["victim_count"] == ["count"]
    assert row["subject_id"] == row["id"]
    assert office.states() == [("filed", None)]


def test_several_codes_keep_their_order(database: Database, tablet: Tablet, office: Office) -> None:
    tablet.send(*tablet.seal(answers={"kinds": "kidnapping debt_bondage"}))
    office.unseal()
    columns = select(record_code.c.field, record_code.c.code).order_by(record_code.c.position)
    with database.reading() as connection:
        rows = connection.execute(columns).all()
    assert rows == [("exploitation", "kidnapping"), ("exploitation", "debt_bondage")]


def test_unmapped_and_unknown_answers_are_kept(
    database: Database, tablet: Tablet, office: Office
) -> None:
    tablet.send(*tablet.seal(answers={"word": "hello", "surprise": "!", "count": "many"}))
    office.unseal()
    with database.reading() as connection:
        rules = list(connection.scalars(select(finding.c.rule)))
    assert office.others() == [
        ("word", "hello", True),
        ("surprise", "!", False),
        ("count", "many", True),
    ]
    assert rules == ["odd_value"]


def test_filing_is_an_event_that_tells_nothing_personal(
    database: Database, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed()
    office.unseal()
    detail = {"records": 1, "others": 0, "findings": 0}
    assert _last_event(database) == ("submission.filed", detail)


def test_incomplete_submission_waits(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a")])
    tablet.send(xml, {_XML: files[_XML]})
    assert office.unseal() == 0
    assert office.states() == [("incomplete", None)]


def test_nothing_is_filed_twice(tablet: Tablet, office: Office) -> None:
    tablet.send_sealed()
    assert [office.unseal(), office.unseal()] == [1, 0]
    tablet.send_sealed()
    assert office.unseal() == 0
    assert office.count(_REPORT) == 1


def _without_signature(xml: bytes) -> bytes:
    start = xml.index(b"<base64EncryptedElementSignature>")
    return xml[:start] + b"</data>"


def test_submission_without_signature_is_filed_for_review(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal()
    tablet.send(_without_signature(xml), files)
    office.unseal()
    assert office.states() == [("needs_review", "no_signature")]
    assert office.count(_REPORT) == 1


def test_unknown_version_is_read_by_the_current_one_for_review(
    tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed(version="1999")
    office.unseal()
    assert office.states() == [("needs_review", "unknown_version")]
    assert office.count(_REPORT) == 1


def test_clear_text_is_filed_for_review(tablet: Tablet, office: Office) -> None:
    tablet.send(filled(1, ANSWERS | {"photo": "p.jpg"}), {"p.jpg": b"p"})
    office.unseal()
    assert office.states() == [("needs_review", "sent_in_clear")]
    assert office.count(_REPORT) == 1


def test_several_reasons_are_all_named(tablet: Tablet, office: Office) -> None:
    tablet.send(filled(1, ANSWERS, version=None), {})
    office.unseal()
    assert office.states() == [("needs_review", "sent_in_clear,unknown_version")]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda sealed: sealed[:-16], "broken_seal"),
        (lambda sealed: sealed[:-1], "damaged"),
        (lambda sealed: sealed[:5] + bytes([sealed[5] ^ 1]) + sealed[6:], "broken_seal"),
        (lambda _: b"", "damaged"),
    ],
)
def test_damaged_submission_is_unreadable_and_stops_no_other(
    tablet: Tablet, office: Office, damage: object, reason: str
) -> None:
    xml, files = tablet.seal(1)
    assert callable(damage)
    tablet.send(xml, {_XML: damage(files[_XML])})
    tablet.send_sealed(2)
    assert office.unseal() == 2
    assert office.states() == [("unreadable", reason), ("filed", None)]
    assert office.count(_REPORT) == 1


def test_late_key_opens_what_was_unreadable(
    database: Database, vault: Vault, published: FormKey, office: Office
) -> None:
    assert published.fingerprint
    late = rsa.generate_private_key(65537, 2048)
    Tablet(database, late).send_sealed()
    office.unseal()
    assert office.states() == [("unreadable", "wrong_key")]
    with database.work() as work:
        add_key(work, vault, late, at=NOON, actor="amina")
        assert reopen(work, actor="amina") == 1
        work.commit()
    assert office.states() == [("sealed", None)]
    office.unseal()
    assert office.states() == [("filed", None)]


def test_old_versions_are_read_by_their_own(
    database: Database, tablet: Tablet, office: Office, published: FormKey
) -> None:
    row = version_row("2", published)
    row["xform"] = _remapped(row["xform"])
    with database.work() as work:
        work.connection.execute(form_version.insert(), row)
        work.note("amina", "form.published", "tip")
        work.commit()
    tablet.send(*tablet.seal(1, answers={"word": "one"}, version="1"))
    tablet.send(*tablet.seal(2, answers={"word": "two"}, version="2"))
    office.unseal()
    assert [each["description"] for each in office.records("report") if each["description"]] == [
        "two"
    ]
    assert [text for _, text, _ in office.others()] == ["one"]


def _remapped(xform: object) -> bytes:
    assert isinstance(xform, bytes)
    plain = xform.replace(b' case:field="report.description"', b"")
    return plain.replace(
        b'"/data/word" type="string"', b'"/data/word" type="string" case:field="report.description"'
    )


class _Fails:
    """Form versions that cannot be had, for one reason or another."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def version_of(self, *_: object) -> None:
        raise self.error

    nearest = version_of


def test_fault_in_one_submission_is_kept_for_review(
    database: Database, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed()
    broken = replace(office.opener, form_library=_Fails(RecursionError("a secret answer")))  # type: ignore[arg-type]  # a fake
    unseal_batch(database, broken, now=NOON, owed=NOTHING_OWED)
    assert office.states() == [("needs_review", "could_not_be_processed")]
    detail = {"reason": "could_not_be_processed", "failure": "RecursionError"}
    assert _last_event(database) == ("submission.needs_review", detail)


@pytest.mark.parametrize(
    "error", [SQLAlchemyError("gone"), OSError("full"), Refused(Code.KEY_UNUSABLE, name="", why="")]
)
def test_fault_of_the_machine_stops_and_changes_nothing(
    database: Database, tablet: Tablet, office: Office, error: Exception
) -> None:
    tablet.send_sealed()
    broken = replace(office.opener, form_library=_Fails(error))  # type: ignore[arg-type]  # a fake
    with pytest.raises(type(error)):
        unseal_batch(database, broken, now=NOON, owed=NOTHING_OWED)
    assert office.states() == [("sealed", None)]


def test_record_that_cannot_be_saved_stands_alone(
    database: Database, tablet: Tablet, office: Office
) -> None:
    receipts = [tablet.send_sealed(number) for number in (1, 2, 3)]
    office.unseal()
    with database.work() as work:  # as if a row of it had been left behind
        _seal_again(work.connection, receipts[0].submission_id)
        work.connection.execute(
            _REPORT.update()
            .where(_REPORT.c.submission_id == receipts[1].submission_id)
            .values(ordinal=7)
        )
        _seal_again(work.connection, receipts[1].submission_id, opened_at=None)
        work.note("leon", "submission.reopened", "2")
        work.commit()
    office.unseal()
    assert office.states() == [
        ("filed", None),
        ("needs_review", "could_not_be_processed"),
        ("filed", None),
    ]
    assert _failures(database) == ["IntegrityError"]


def _seal_again(connection: object, submission_id: str, **values: object) -> None:
    connection.execute(  # type: ignore[attr-defined]  # a connection
        submission.update()
        .where(submission.c.id == submission_id)
        .values(state=State.SEALED, reason=None, **values)
    )


def _failures(database: Database) -> list[object]:
    with database.reading() as connection:
        details = connection.scalars(select(event.c.detail)).all()
    return [each["failure"] for each in details if "failure" in each]


def test_opening_again_replaces_the_records(
    database: Database, tablet: Tablet, office: Office
) -> None:
    tablet.send(*tablet.seal(answers=ANSWERS | {"kinds": "kidnapping", "word": "x"}))
    office.unseal()
    with database.work() as work:
        _seal_again(work.connection, _only_id(database))
        work.note("leon", "submission.reopened", "1")
        work.commit()
    office.unseal()
    assert [office.count(each) for each in (_REPORT, record_code, other_answer)] == [1, 1, 1]


def _only_id(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.scalar(select(submission.c.id)))


def test_missing_keys_stop_the_work(
    database: Database, tablet: Tablet, office: Office, published: FormKey
) -> None:
    assert published.fingerprint
    tablet.send_sealed()
    withdraw_keys(database)
    with pytest.raises(Refused):
        office.unseal()
    assert office.states() == [("sealed", None)]


def test_many_are_filed_in_batches(tablet: Tablet, office: Office) -> None:
    for number in range(7):
        tablet.send_sealed(number)
    assert office.unseal(limit=3) == 7
    assert office.states() == [("filed", None)] * 7


def test_attachment_comes_out_as_it_was(tablet: Tablet, office: Office) -> None:
    photo = bytes(range(256)) * 9000
    receipt = tablet.send(*tablet.seal(files=[("a.jpg", b"a"), ("p.jpg", photo)]))
    with office.database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        assert opened.attachments == ("a.jpg", "p.jpg")
        assert b"".join(office.opener.attachment(connection, opened, "p.jpg")) == photo


def test_boxed_attachment_comes_out_as_it_was(tablet: Tablet, office: Office) -> None:
    photo = bytes(range(256)) * 9000
    receipt = tablet.send(filled(1, {"photo": "p.jpg"}), {"p.jpg": photo})
    with office.database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        assert (opened.attachments, opened.signature) == (("p.jpg",), None)
        assert b"".join(office.opener.attachment(connection, opened, "p.jpg")) == photo


def test_what_is_not_there_is_not_found(tablet: Tablet, office: Office) -> None:
    receipt = tablet.send_sealed()
    with office.database.reading() as connection:
        with pytest.raises(Refused):
            office.opener.find_and_open(connection, "0" * 32)
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        with pytest.raises(Refused):
            office.opener.attachment(connection, opened, "q.jpg")


def test_damaged_box_is_unreadable(database: Database, tablet: Tablet, office: Office) -> None:
    tablet.send(filled(1, ANSWERS), {})
    with database.work() as work:
        work.connection.execute(submission.update().values(envelope=b"?"))
        work.note("cruz", "submission.reopened", "1")
        work.commit()
    office.unseal()
    assert office.states() == [("unreadable", "damaged")]
    with database.reading() as connection, pytest.raises(Unreadable):
        office.opener.find_and_open(connection, _only_id(database))


@pytest.mark.parametrize("is_plain", [True, False])
def test_large_forms_are_opened_a_few_at_a_time(
    database: Database, tablet: Tablet, office: Office, *, is_plain: bool
) -> None:
    large = {"word": "x" * 3_000_000}
    for number in range(1, 6):
        clear = filled(number, large), dict[str, bytes]()
        tablet.send(*(clear if is_plain else tablet.seal(number, answers=large)))
    with database.work() as work:
        claimed = claim(work.connection, 50)
    assert len(claimed) == 2
    assert sum(len(each.envelope) for each in claimed) < TOGETHER
    opened = [
        unseal_batch(database, office.opener, now=NOON, owed=NOTHING_OWED).opened for _ in range(4)
    ]
    assert opened == [2, 2, 1, 0]
