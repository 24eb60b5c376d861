"""How much the first page of the public weighs on the wire; needs no browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.domain.forms import Audience
from tests.browser.test_portal_in_browser import online_report
from tests.web.office import Office

_KB = 1000
_HOME = 6 * _KB


@pytest.fixture
def client(office: Office) -> FlaskClient:
    office.publish("online_report", audience=Audience.PUBLIC, xform=online_report(office.key))
    return office.app().test_client()


def _weight(client: FlaskClient, path: str) -> int:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.data)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_first_page_is_very_light(client: FlaskClient, language: str) -> None:
    assert _weight(client, f"/{language}/") <= _HOME
