"""The headers of every answer of the door, whatever was asked and however it ended."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.domain.forms import Audience
from tests.console.visitor import HTTPS
from tests.web.office import MIB, Office

# What is answered here does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = {"Accept": "text/html"}

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

Ask = Callable[[FlaskClient, str], TestResponse]
ASKED: dict[str, tuple[int, Ask]] = {
    "home": (200, lambda client, _: client.get("/")),
    "home in a language": (200, lambda client, _: client.get("/es/")),
    "form": (200, lambda client, _: client.get("/es/report/tip")),
    "way to report": (200, lambda client, _: client.get("/report")),
    "poster": (200, lambda client, _: client.get("/fr/poster")),
    "work": (200, lambda client, _: client.get("/report/work")),
    "script": (200, lambda client, _: client.get("/static/leave.js")),
    "form list": (200, lambda client, key: client.get(f"{key}/formList")),
    "question before sending": (204, lambda client, key: client.head(f"{key}/submission")),
    "no password": (403, lambda client, _: client.get("/formList")),
    "no such page": (404, lambda client, _: client.get("/nowhere", headers=PAGE)),
    "no such address": (404, lambda client, _: client.get("/nowhere")),
    "no such language": (404, lambda client, _: client.get("/xx/")),
    "no such form": (404, lambda client, _: client.get("/report/nothing", headers=PAGE)),
    "no such script": (404, lambda client, _: client.get("/static/x.js")),
    "wrong method": (405, lambda client, _: client.post("/", headers=PAGE)),
    "wrong method of a tablet": (405, lambda client, key: client.put(f"{key}/formList")),
    "too large": (413, lambda client, key: client.post(f"{key}/submission", data=b"x" * 6 * MIB)),
    "no work": (428, lambda client, _: client.post("/report/tip/submission")),
    "bug": (500, lambda client, _: client.get("/bug", headers=PAGE)),
}


@pytest.fixture
def app(office: Office) -> Flask:
    """The application with one page more, which fails."""
    app = office.app()
    office.publish("tip", audience=Audience.PUBLIC)

    @app.get("/bug")
    def bug() -> str:
        raise ZeroDivisionError

    return app


@pytest.fixture
def answer(request: pytest.FixtureRequest, office: Office, app: Flask) -> TestResponse:
    """One of the answers above."""
    status, ask = ASKED[request.param]
    found = ask(app.test_client(), f"/key/{office.add_agent()}")
    assert found.status_code == status
    return found


every = pytest.mark.parametrize("answer", ASKED, indirect=True)


@every
def test_every_answer_is_guarded(answer: TestResponse) -> None:
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


@every
def test_every_answer_shuts_all_features(answer: TestResponse) -> None:
    policy = answer.headers["Permissions-Policy"]
    assert re.fullmatch(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*", policy)
    for feature in ("camera", "geolocation", "microphone", "browsing-topics"):
        assert f"{feature}=()" in policy


@every
def test_every_answer_loads_nothing_from_elsewhere(answer: TestResponse) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith(CLOSED)
    assert not re.search(r"unsafe|https?:|\*", policy)


@every
def test_every_page_has_the_style_that_its_policy_names(answer: TestResponse) -> None:
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in styles]
    assert re.findall(r"'sha256-[^']*'", answer.headers["Content-Security-Policy"]) == hashes
    assert len(styles) == ("<html" in answer.text)
    assert " style=" not in answer.text


@every
def test_no_answer_is_kept_and_none_leaves_a_cookie(
    request: pytest.FixtureRequest, answer: TestResponse
) -> None:
    is_list = (
        request.node.callspec.params["answer"] == "form list"
    )  # a tablet may keep what it asks about again
    expected = "private, no-cache" if is_list else "no-store"
    assert answer.headers["Cache-Control"] == expected
    assert "Set-Cookie" not in answer.headers


@every
def test_only_first_page_is_to_be_found(
    request: pytest.FixtureRequest, answer: TestResponse
) -> None:
    is_home = request.node.callspec.params["answer"] in {"home", "home in a language"}
    assert answer.headers["X-Robots-Tag"] == ("all" if is_home else "noindex")


def test_https_stays_https(app: Flask) -> None:
    client = app.test_client()
    assert "max-age" in client.get("/", base_url=HTTPS).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_bug_is_a_page_that_says_nothing_of_it(app: Flask) -> None:
    page = app.test_client().get("/bug", headers=PAGE).text
    assert "ZeroDivision" not in page
