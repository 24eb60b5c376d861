"""An export of answers holds every opened submission and accounts for the rest."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from exporters.formats import Format
from server.errors import Refused
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.storage.engine import Database
from server.storage.tables import event, file_chunk, submission, submission_file
from tests.storage.exported import TIP, export, rows
from tests.storage.senders import Office, Tablet


def test_answers_come_out_as_they_were_sent(tablet: Tablet, office: Office, wish: Wish) -> None:
    tablet.send(*tablet.seal(answers={"description": '=a,\n"é" 𐍈', "count": "three"}))
    office.unseal()
    export(office, wish)
    (row,) = rows(wish.path)
    assert (row["description"], row["count"]) == ('=a,\n"é" 𐍈', "three")
    assert (row["KEY"], row["meta-instanceID"], row["Status"]) == ("uuid:1", "uuid:1", "filed")
    assert (row["FormVersion"], row["Seal"]) == ("1", "valid")


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
