from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.intake.receive import SizeDiffers, receive
from server.storage.engine import Database
from server.storage.intake.chunks import CHUNK, read_chunks
from server.storage.tables import event, file_chunk, submission, submission_file
from server.storage.work import Hurried
from tests.storage.senders import Office, Tablet, arrival, arrived

_XML = "submission.xml.enc"


def _held(database: Database, name: str) -> bytes:
    column = select(submission_file.c.id).where(submission_file.c.name == name)
    with database.reading() as connection:
        return b"".join(read_chunks(connection, connection.scalars(column).one()))


def _events(database: Database) -> list[tuple[str, Mapping[str, object]]]:
    chosen = select(event.c.action, event.c.detail).where(event.c.action.like("submission.%"))
    with database.reading() as connection:
        return [
            (row.action, row.detail)
            for row in connection.execute(chosen.order_by(event.c.sequence))
        ]


def _refusal(tablet: Tablet, xml: bytes, files: Mapping[str, bytes]) -> Code:
    with pytest.raises(Refused) as refused:
        tablet.send(xml, files)
    return refused.value.code


@pytest.mark.requirement("R59")
def test_sealed_submission_is_held_as_received(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml, files = tablet.seal()
    receipt = tablet.send(xml, files)
    with database.reading() as connection:
        row = connection.execute(select(submission)).one()
    assert (receipt.is_new, receipt.missing, receipt.ignored) == (True, (), 0)
    assert (row.id, row.envelope, row.instance_id) == (receipt.submission_id, xml, "uuid:1")
    assert _held(database, _XML) == files[_XML]
    assert office.states() == [("sealed", None)]


def test_one_event_says_what_was_received(database: Database, tablet: Tablet) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a")])
    tablet.send(xml, {_XML: files[_XML], "stray": b"?"})
    assert _events(database) == [
        ("submission.received", {"files": 1, "missing": 1, "ignored": 1}),
    ]


def test_same_submission_again_is_a_success(
    database: Database, tablet: Tablet, office: Office
) -> None:
    first, again = tablet.send_sealed(), tablet.send_sealed()
    assert (again.submission_id, again.is_new) == (first.submission_id, False)
    assert office.count(submission) == office.count(file_chunk) == 1
    assert [action for action, _ in _events(database)][1:] == ["submission.received_again"]


def test_other_bytes_under_the_same_id_are_a_conflict(database: Database, tablet: Tablet) -> None:
    xml, files = tablet.seal()
    tablet.send(xml, files)
    assert _refusal(tablet, xml + b" ", files) is Code.CONFLICT
    with database.reading() as connection:
        assert connection.scalar(select(submission.c.envelope)) == xml


def test_other_bytes_of_a_file_are_a_conflict_and_the_first_stays(
    database: Database, tablet: Tablet, office: Office
) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a"), ("b.jpg", b"b")])
    tablet.send(xml, {"a.jpg.enc": files["a.jpg.enc"]})
    other = {"b.jpg.enc": files["b.jpg.enc"], "a.jpg.enc": b"other"}
    assert _refusal(tablet, xml, other) is Code.CONFLICT
    assert _held(database, "a.jpg.enc") == files["a.jpg.enc"]
    assert office.count(file_chunk) == 1


def test_a_name_twice_in_one_upload_is_a_conflict_unless_the_same(tablet: Tablet) -> None:
    xml, files = tablet.seal()
    twice = arrival(xml, files)
    twice = replace(twice, files=[*twice.files, *twice.files])
    with tablet.database.work() as work:
        assert receive(work, twice).ignored == 0
    twice = replace(twice, files=[*twice.files, arrived(_XML, b"other")])
    with tablet.database.work() as work, pytest.raises(Refused):
        receive(work, twice)


def test_batches_complete_a_submission(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a"), ("b.jpg", b"b")])
    missing = [tablet.send(xml, {name: content}).missing for name, content in files.items()]
    assert missing == [("b.jpg.enc", _XML), (_XML,), ()]
    assert office.states() == [("sealed", None)]


def test_files_alone_do_not_make_it_complete(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a")])
    assert tablet.send(xml, {}).missing == ("a.jpg.enc", _XML)
    assert tablet.send(xml, {_XML: files[_XML]}).missing == ("a.jpg.enc",)
    assert office.states() == [("incomplete", None)]


def test_files_nobody_named_are_ignored(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal()
    assert tablet.send(xml, files | {"stray": b"?"}).ignored == 1
    assert tablet.send(xml, {"stray": b"?"}).ignored == 1
    assert office.count(submission_file) == 1


def test_large_file_is_kept_in_pieces(database: Database, tablet: Tablet, office: Office) -> None:
    content = bytes(range(256)) * (10 * CHUNK // 1024)
    xml, files = tablet.seal(files=[("film.mp4", content)])
    tablet.send(xml, files)
    assert _held(database, "film.mp4.enc") == files["film.mp4.enc"]
    assert office.count(file_chunk) == 4


def test_file_that_is_shorter_than_it_says_is_not_kept(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal()
    cut = replace(arrived(_XML, files[_XML]), size=len(files[_XML]) + 1)
    with tablet.database.work() as work, pytest.raises(SizeDiffers):
        receive(work, replace(arrival(xml, {}), files=[cut]))
    assert office.count(submission) == 0


def test_unknown_form_is_refused(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal()
    assert _refusal(tablet, xml.replace(b'"tip"', b'"top"'), files) is Code.UNKNOWN_FORM
    assert office.count(submission) == 0


@pytest.mark.parametrize("version", ["1999", None])
def test_unknown_version_is_taken_in(tablet: Tablet, office: Office, version: str | None) -> None:
    assert tablet.send_sealed(version=version).is_new
    assert office.states() == [("sealed", None)]


def test_envelope_without_id_is_known_by_its_bytes(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal()
    nameless = xml.replace(b"uuid:1<", b"<")
    assert tablet.send(nameless, files).is_new
    assert not tablet.send(nameless, files).is_new
    assert tablet.send(nameless + b" ", files).is_new
    assert office.count(submission) == 2


def test_same_submission_in_many_threads_is_held_once(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(files=[(f"{number}.jpg", b"x") for number in range(4)])
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(tablet.send, xml, {name: files[name]}) for name in [*files, *files]]
        receipts = [each.result() for each in sent]
    assert sum(each.is_new for each in receipts) == 1
    assert () in {each.missing for each in receipts}
    assert office.states() == [("sealed", None)]
    assert office.count(file_chunk) == 5


def test_disposed_submission_is_not_held_again(tablet: Tablet, office: Office) -> None:
    xml, files = tablet.seal(files=[("a.jpg", b"a")])
    tablet.send(xml, {})
    with tablet.database.work() as work:
        work.connection.execute(submission.update().values(state="disposed"))
        work.note("leon", "submission.disposed", "1")
        work.commit()
    assert tablet.send(xml, files).missing == ()
    assert office.states() == [("disposed", None)]
    assert office.count(file_chunk) == 0


def test_files_in_many_pieces_are_joined(database: Database, tablet: Tablet) -> None:
    xml, files = tablet.seal()

    def pieces() -> Iterator[bytes]:
        for byte in files[_XML]:
            yield bytes([byte])

    file = replace(arrived(_XML, files[_XML]), chunks=pieces)
    with database.work() as work:
        receive(work, replace(arrival(xml, {}), files=[file]))
        work.commit()
    assert _held(database, _XML) == files[_XML]


def test_unit_of_work_receives_once(database: Database, tablet: Tablet) -> None:
    with database.work() as work:
        receive(work, arrival(*tablet.seal(1)))
        with pytest.raises(Hurried):
            receive(work, arrival(*tablet.seal(2)))
        work.commit()
        receive(work, arrival(*tablet.seal(3)))
        work.commit()
    with database.reading() as connection:
        held = connection.scalars(select(submission.c.instance_id)).all()
    assert sorted(held) == ["uuid:1", "uuid:3"]
