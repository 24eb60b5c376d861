"""The address that a form leaves in the history leads to where everybody leaves to, no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.web.office import Office

# What is answered here does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.requirement("R26")
def test_it_leads_to_where_the_office_wants(office: Office) -> None:
    office.settings = replace(office.settings, leave_to="https://weather.example/")
    answer = office.app().test_client().get("/leave")
    assert (answer.status_code, answer.location) == (302, "https://weather.example/")


@pytest.mark.parametrize("more", ["?to=https://stranger.example/", "?next=//stranger.example"])
def test_nobody_else_chooses_where(client: FlaskClient, more: str) -> None:
    assert client.get(f"/leave{more}").location == client.get("/leave").location


@pytest.mark.requirement("R26")
def test_it_tells_the_other_page_nothing_and_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/leave", headers={"Referer": "http://localhost/en/report"})
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
