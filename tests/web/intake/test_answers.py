"""What every answer carries, whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.simulators.documents import read_message
from tests.simulators.sending import multipart, part
from tests.web.office import MIB, Office

# What is answered here does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KINDS: dict[str, Callable[[FlaskClient, str], TestResponse]] = {
    "200": lambda client, key: client.get(f"{key}/formList"),
    "204": lambda client, key: client.head(f"{key}/submission"),
    "400": lambda client, key: client.post(f"{key}/submission", data=b"x"),
    "403": lambda client, key: client.get(f"{key[:-1]}/formList"),
    "404": lambda client, _: client.get("/somewhere"),
    "405": lambda client, key: client.delete(f"{key}/submission"),
    "413": lambda client, key: client.post(f"{key}/submission", data=b"x" * 6 * MIB),
}


@pytest.mark.parametrize("status", KINDS)
def test_every_answer_is_openrosa(office: Office, client: FlaskClient, status: str) -> None:
    answer = KINDS[status](client, f"/key/{office.add_agent()}")
    assert answer.status_code == int(status)
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert answer.headers["X-OpenRosa-Accept-Content-Length"] == str(4 * MIB)
    if answer.data:
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"


@pytest.mark.parametrize("status", ["400", "403", "404", "405", "413"])
def test_every_refusal_says_why(office: Office, client: FlaskClient, status: str) -> None:
    answer = KINDS[status](client, f"/key/{office.add_agent()}")
    assert (read_message(answer.data) or "").endswith(".")


def test_wrong_method_is_told_the_right_ones(office: Office, client: FlaskClient) -> None:
    answer = client.get(f"/key/{office.add_agent()}/submission")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "HEAD, POST")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "TRACE", "FOO", "PROPFIND"])
def test_unknown_method_is_refused(office: Office, client: FlaskClient, method: str) -> None:
    answer = client.open(f"/key/{office.add_agent()}/formList", method=method)
    assert answer.status_code == 405


@pytest.mark.parametrize("path", ["submission/", "/submission", "submission"])
def test_no_address_answers_with_a_redirect(office: Office, client: FlaskClient, path: str) -> None:
    answer = client.post(f"/key/{office.add_agent()}/{path}", data=b"")
    assert answer.status_code in {400, 404}


def broken(office: Office) -> Flask:
    """An application in which something fails that nobody thought of."""
    app = office.app()

    @app.get("/broken")
    def fail() -> str:
        raise ZeroDivisionError("she said her name is Made Up")

    return app


def test_bug_is_answered_without_a_trace(office: Office) -> None:
    answer = broken(office).test_client().get("/broken")
    assert answer.status_code == 500
    assert read_message(answer.data) == "Something went wrong on the server; please send again."
    assert answer.headers["X-OpenRosa-Version"] == "1.0"


def test_bug_is_logged_by_its_class_only(office: Office) -> None:
    broken(office).test_client().get("/broken")
    [line] = office.lines()
    assert (line["error"], line["status"], line["route"]) == ("ZeroDivisionError", 500, "/broken")
    assert "Made Up" not in office.log.getvalue()


def test_request_id_is_answered_and_logged(office: Office) -> None:
    answer = office.app().test_client().get("/somewhere")
    [line] = office.lines()
    assert line["request_id"] == answer.headers["X-Request-Id"]


def test_refusal_is_logged_by_its_code(office: Office, client: FlaskClient) -> None:
    body = multipart("b", [part("xml_submission_file", "a.xml", b"<secret>")])
    kind = "multipart/form-data; boundary=b"
    client.post(f"/key/{office.add_agent()}/submission", data=body, content_type=kind)
    assert office.lines()[0]["refusal"] == "NOT_XML"
    assert "secret" not in office.log.getvalue()
