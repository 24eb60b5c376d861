"""A database that is away, locked, full or read-only is no fault of the tablet: it is to wait."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from server.storage.engine import Database, open_database
from tests.simulators.documents import read_message
from tests.simulators.sending import multipart, part
from tests.web.office import Office

_READ_ONLY = {True: "SET default_transaction_read_only = on", False: "PRAGMA query_only = ON"}


@contextmanager
def _connecting_with(database: Database, command: str) -> Iterator[None]:
    """Give every new connection a command first."""

    def prepare(connection: Any, _record: object) -> None:
        connection.cursor().execute(command)
        connection.commit()

    database.close()
    event.listen(database.engine, "connect", prepare)
    yield
    event.remove(database.engine, "connect", prepare)
    database.close()


def _sending(office: Office, client: FlaskClient) -> Callable[[], TestResponse]:
    office.publish()
    sealed = office.sealed(("photo.jpg", b"x" * 100_000))
    parts = [part("xml_submission_file", "a.xml", sealed.xml)]
    parts += [part(name, name, content) for name, content in sealed.files]
    return _posting(office, client, parts)


def _posting(office: Office, client: FlaskClient, parts: list[bytes]) -> Callable[[], TestResponse]:
    address, body = f"/key/{office.add_agent()}/submission", multipart("b", parts)
    kind = "multipart/form-data; boundary=b"
    return lambda: client.post(address, data=body, content_type=kind)


def _is_pause(answer: TestResponse) -> bool:
    asked = read_message(answer.data) == "The server is busy; please send again in a minute."
    return asked and (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_database_that_takes_no_writes_is_a_pause(office: Office, client: FlaskClient) -> None:
    send = _sending(office, client)
    with _connecting_with(office.door, _READ_ONLY[office.database.locks_rows]):
        assert _is_pause(send())
    assert send().status_code == 201


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_full_disk_is_a_pause(office: Office, client: FlaskClient) -> None:
    send = _sending(office, client)
    with _connecting_with(office.door, "PRAGMA max_page_count = 1"):  # no more than there are
        assert _is_pause(send())
    assert send().status_code == 201


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_database_locked_for_too_long_is_a_pause(office: Office, client: FlaskClient) -> None:
    send = _sending(office, client)
    with (
        closing(open_database(str(office.database.engine.url))) as other,
        _connecting_with(office.door, "PRAGMA busy_timeout = 0"),
        other.work(),
    ):
        assert _is_pause(send())
    assert send().status_code == 201


def test_server_that_does_not_answer_is_a_pause(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with closing(open_database(f"postgresql://amina:secret@127.0.0.1:{port}/x")) as away:
        office = replace(office, door=away)
        answer = office.app().test_client().get("/key/x/formList")
    assert _is_pause(answer)
    assert "secret" not in office.log.getvalue()
    assert '"error": "OperationalError"' in office.log.getvalue()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_document_is_read_before_the_database_is_locked(
    office: Office, client: FlaskClient
) -> None:
    office.publish()
    endless = f"<{'x' * 8000}>{'<a>1</a>' * 5000}</{'x' * 8000}>"  # its paths would fill the memory
    meta = "<meta><instanceID>uuid:1</instanceID></meta>"
    xml = f'<data id="screening" version="1">{meta}{endless}</data>'.encode()
    send = _posting(office, client, [part("xml_submission_file", "a.xml", xml)])
    with (
        closing(open_database(str(office.database.engine.url))) as other,
        _connecting_with(office.door, "PRAGMA busy_timeout = 0"),
        other.work(),
    ):
        assert send().status_code == 400
