"""The Host of a request: refused when it is none, and never printed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/", "/poster", "/report", "/key/x/formList", "/nowhere"])
@pytest.mark.parametrize(
    "host",
    ["xn--", "xn--a.example", "a b", "a/b", "a@b", "[", "[::1", "a:b", "a:1:2", "é", "a, b"],
)
def test_host_that_is_none_is_refused(client: FlaskClient, host: str, path: str) -> None:
    environ = create_environ(path) | {"HTTP_HOST": host}  # the client itself chokes on some
    _, status, _ = run_wsgi_app(client.application, environ)
    assert status.startswith("400 ")


@pytest.mark.parametrize(
    "host", ["a.example", "a.example:8000", "127.0.0.1:1", "[::1]:8000", "a_b"]
)
def test_host_that_is_one_is_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/poster", headers={"Host": host}).status_code == 200


def test_poster_prints_no_host_that_a_visitor_chose(client: FlaskClient) -> None:
    page = client.get("/poster", headers={"Host": "evil.example"}).text
    assert "847" in page
    assert "evil.example" not in page
    assert "<svg" not in page
