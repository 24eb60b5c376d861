"""An export of answers holds every opened submission and accounts for the rest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from exporters.formats import Format
from server.errors import Refused
from server.services.export.export_account import Exported
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.services.filing.opening import OpenedSubmission, Opener
from server.services.trust.keys import FormKey
from server.storage.engine import Database
from server.storage.filing.sealed import SealedSubmission
from server.storage.tables import event, file_chunk, form_version, submission, submission_file
from tests.simulators.vault import fixed_vault
from tests.storage import senders
from tests.storage.senders import NOON, Office, Tablet

TIP = Selection(form_id="tip")


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(path=tmp_path / "out.zip", format=Format.CSV, actor="amina", at=NOON)


def export(office: Office, wish: Wish, selection: Selection = TIP) -> Exported:
    return export_submissions(office.database, office.opener, wish, selection)


def rows(path: Path, table: str = "tip") -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"{table}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_answers_come_out_as_they_were_sent(tablet: Tablet, office: Office, wish: Wish) -> None:
    tablet.send(*tablet.seal(answers={"description": '=a,\n"é" 𐍈', "count": "three"}))
    office.unseal()
    export(office, wish)
    (row,) = rows(wish.path)
    assert (row["description"], row["count"]) == ('=a,\n"é" 𐍈', "three")
    assert (row["KEY"], row["meta-instanceID"], row["Status"]) == ("uuid:1", "uuid:1", "filed")
    assert (row["FormVersion"], row["Seal"]) == ("1", "valid")


def test_submissions_come_in_the_order_they_were_received(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    for number in (3, 1, 2):
        tablet.send_sealed(number)
    with office.database.work() as work:
        for number, day in ((3, 1), (1, 2), (2, 3)):
            work.connection.execute(
                submission.update()
                .where(submission.c.instance_id == f"uuid:{number}")
                .values(received_at=NOON.replace(day=day))
            )
        work.note("amina", "form.published", "tip")
        work.commit()
    office.unseal()
    export(office, wish)
    assert [row["KEY"] for row in rows(wish.path)] == ["uuid:3", "uuid:1", "uuid:2"]


def _publish(office: Office, published: FormKey, **changes: str) -> None:
    """Publish version 2, with some nodes of version 1 under other names."""
    xform = senders.XFORM.replace(b'version="1"', b'version="2"')
    for before, after in changes.items():
        xform = xform.replace(before.encode(), after.encode())
    with office.database.work() as work:
        row = senders.version_row("2", published) | {"xform": xform}
        work.connection.execute(form_version.insert(), row)
        work.note("amina", "form.published", "tip")
        work.commit()


def test_every_version_is_in_one_table(
    tablet: Tablet, office: Office, wish: Wish, published: FormKey
) -> None:
    _publish(office, published, count="heads")
    tablet.send_sealed(1)
    tablet.send(*tablet.seal(2, answers={"heads": "4"}, version="2"))
    office.unseal()
    export(office, wish)
    found = {row["KEY"]: (row["count"], row["heads"]) for row in rows(wish.path)}
    assert found == {"uuid:1": ("3", ""), "uuid:2": ("", "4")}


@pytest.mark.requirement("R26")
def test_contact_details_of_an_anonymous_reporter_are_left_out(
    tablet: Tablet, office: Office, wish: Wish, published: FormKey
) -> None:
    changes = {"victim_count": "reporter_mode", "description": "reporter_phone", "int": "string"}
    _publish(office, published, **changes)
    answers = {"count": "anonymous", "reporter_phone": "+1 758 000 0000"}
    tablet.send(*tablet.seal(answers=answers, version="2"))
    office.unseal()
    account = export(office, wish).account
    (row,) = rows(wish.path)
    assert (row["count"], row["reporter_phone"]) == ("anonymous", "")
    assert account.withheld == 1
    assert any("stays anonymous" in sentence for sentence in account.sentences())


def test_an_unknown_version_and_unknown_nodes_are_exported(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    tablet.send(*tablet.seal(answers={"novelty": "kept"}, version="9"))
    office.unseal()
    export(office, wish)
    (row,) = rows(wish.path)
    assert json.loads(row["unknown-nodes"]) == [{"path": "novelty", "position": [], "text": "kept"}]
    assert (row["ReviewState"], row["ReviewReason"]) == ("hasIssues", "unknown_version")


def test_every_submission_is_accounted_for(
    tablet: Tablet, office: Office, wish: Wish, database: Database
) -> None:
    for number in (1, 2):
        tablet.send_sealed(number)
    envelope, files = tablet.seal(3)
    tablet.send(envelope, dict.fromkeys(files, b"\x00" * 32))
    office.unseal()
    tablet.send_sealed(4)
    tablet.send(tablet.seal(5)[0], {})
    _damage(database, "uuid:2")
    account = export(office, wish).account
    assert account.as_json() == {
        "received": 5,
        "exported": 1,
        "not_exported": {"incomplete": 1, "sealed": 1, "unreadable": 1},
        "left_out": {"broken_seal": 1},
        "rows": {"tip": 1},
        "attachments": 0,
        "withheld": 0,
        "missing": 0,
        "slipped_in": 0,
        "emptied": 0,
    }
    assert account.adds_up
    assert any("Its seal is broken" in sentence for sentence in account.sentences())


def _damage(database: Database, instance: str) -> None:
    """Flip the last byte of a submission's form, as a failing disk may."""
    with database.work() as work:
        found = work.connection.execute(
            select(file_chunk.c.file_id, file_chunk.c.data)
            .select_from(file_chunk.join(submission_file).join(submission))
            .where(submission.c.instance_id == instance)
        ).one()
        damaged = found.data[:-1] + bytes([found.data[-1] ^ 1])
        work.connection.execute(
            file_chunk.update().where(file_chunk.c.file_id == found.file_id).values(data=damaged)
        )
        work.note("amina", "form.published", "tip")
        work.commit()


class Stumbling(Opener):
    """An office worker who stumbles over the first submission."""

    def open(self, connection: Connection, held: SealedSubmission) -> OpenedSubmission:
        opened = super().open(connection, held)
        if opened.answers.instance_id == "uuid:1":
            raise KeyError("a fault of our own")
        return opened


def test_a_fault_in_one_submission_leaves_the_others(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    for number in (1, 2):
        tablet.send_sealed(number)
    office.unseal()
    stumbling = Stumbling.of(fixed_vault())
    account = export(replace(office, opener=stumbling), wish).account
    assert account.left_out == {"could_not_be_processed": 1}
    assert account.exported == 1


def test_attachments_go_into_the_zip(tablet: Tablet, office: Office, wish: Wish) -> None:
    photo = b"\xff\xd8" * 200_000
    answers = {"photo": "a b.jpg"}
    tablet.send(*tablet.seal(answers=answers, files=[("a b.jpg", photo), ("audit.csv", b"")]))
    office.unseal()
    exported = export(office, wish, replace(TIP, attachments_in_zip=True))
    found = {row["name"]: row["file"] for row in rows(wish.path, "attachments")}
    assert set(found) == {"a b.jpg", "audit.csv"}
    assert exported.account.attachments == 2
    with zipfile.ZipFile(wish.path) as archive:
        assert archive.read(found["a b.jpg"]) == photo
        assert archive.read(found["audit.csv"]) == b""


@pytest.mark.parametrize("format_", list(Format))
def test_attachments_go_into_a_folder(
    tablet: Tablet, office: Office, wish: Wish, format_: Format
) -> None:
    tablet.send(*tablet.seal(answers={"photo": "a.jpg"}, files=[("a.jpg", b"123")]))
    office.unseal()
    folder = wish.path.parent / "media"
    export(office, replace(wish, format=format_), replace(TIP, attachments_folder=folder))
    assert [each.read_bytes() for each in folder.rglob("*") if each.is_file()] == [b"123"]
    assert [each.name for each in folder.rglob("*.jpg")] == ["a.jpg"]


@pytest.mark.usefixtures("published")
def test_attachments_go_into_a_new_folder_only(office: Office, wish: Wish) -> None:
    with pytest.raises(Refused, match="name a new folder"):
        export(office, wish, replace(TIP, attachments_folder=wish.path.parent))
    assert not wish.path.exists()


@pytest.mark.usefixtures("published")
def test_only_a_zip_holds_attachments(office: Office, wish: Wish) -> None:
    with pytest.raises(Refused, match="only a csv export"):
        export(office, replace(wish, format=Format.JSON), replace(TIP, attachments_in_zip=True))


def test_what_came_in_clear_is_exported_with_its_files(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    xml = senders.filled(1, {"photo": "a.jpg"})
    tablet.send(xml, {"a.jpg": b"123"})
    office.unseal()
    export(office, wish, replace(TIP, attachments_in_zip=True))
    (row,) = rows(wish.path)
    assert (row["photo"], row["Seal"], row["ReviewReason"]) == ("a.jpg", "", "sent_in_clear")
    assert len(rows(wish.path, "attachments")) == 1


def test_several_choices_are_split_on_request(tablet: Tablet, office: Office, wish: Wish) -> None:
    tablet.send(*tablet.seal(answers={"kinds": "kidnapping"}))
    office.unseal()
    export(office, wish, replace(TIP, split_multiples=True))
    (row,) = rows(wish.path)
    assert (row["kinds/debt_bondage"], row["kinds/kidnapping"]) == ("0", "1")


@pytest.mark.requirement("R82")
def test_an_export_is_noted_with_its_hash_and_without_answers(
    tablet: Tablet, office: Office, wish: Wish
) -> None:
    tablet.send_sealed()
    office.unseal()
    exported = export(office, wish)
    with office.database.reading() as connection:
        noted = connection.execute(
            select(event).where(event.c.action == "export.submissions")
        ).one()
    assert (noted.actor, noted.subject) == ("amina", "tip")
    assert noted.detail["sha256"] == exported.sha256 == _digest(wish.path)
    assert "someone" not in str(noted.detail)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.usefixtures("published")
def test_an_unknown_form_is_refused_and_leaves_nothing(office: Office, wish: Wish) -> None:
    with pytest.raises(Refused, match="no form named none"):
        export(office, wish, Selection(form_id="none"))
    assert not wish.path.exists()


def test_progress_is_told(tablet: Tablet, office: Office, wish: Wish) -> None:
    tablet.send_sealed()
    office.unseal()
    told: list[tuple[int, int]] = []
    export_submissions(
        office.database, office.opener, wish, TIP, tell=lambda *done: told.append(done)
    )
    assert told == [(1, 1)]


def _stop(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("format_", list(Format))
def test_an_interrupted_export_leaves_nothing(
    tablet: Tablet, office: Office, wish: Wish, format_: Format
) -> None:
    tablet.send(*tablet.seal(files=[("a.jpg", b"123")]))
    office.unseal()
    folder = wish.path.parent / "here"
    folder.mkdir()
    halted = replace(wish, path=folder / "out", format=format_)
    selection = replace(TIP, attachments_folder=folder / "media")
    with pytest.raises(KeyboardInterrupt):
        export_submissions(office.database, office.opener, halted, selection, tell=_stop)
    assert list(folder.iterdir()) == []
    with office.database.reading() as connection:
        assert "export.submissions" not in connection.scalars(select(event.c.action)).all()
