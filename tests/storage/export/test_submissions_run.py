"""Writing an export goes through every submission in order, and one fault stops no other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from server.services.export.export_file import Wish
from server.services.export.export_submissions import export_submissions
from server.services.filing.opening import OpenedSubmission, Opener
from server.services.trust.keys import FormKey
from server.storage.filing.sealed import SealedSubmission
from server.storage.tables import form_version, submission
from tests.simulators.vault import fixed_vault
from tests.storage import senders
from tests.storage.exported import TIP, export, rows
from tests.storage.senders import NOON, Office, Tablet


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


def test_progress_is_told(tablet: Tablet, office: Office, wish: Wish) -> None:
    tablet.send_sealed()
    office.unseal()
    told: list[tuple[int, int]] = []
    export_submissions(
        office.database, office.opener, wish, TIP, tell=lambda *done: told.append(done)
    )
    assert told == [(1, 1)]
