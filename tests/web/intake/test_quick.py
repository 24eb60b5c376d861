"""The quick lane: the same answers as the application's, and none that is out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import Client, TestResponse

from server.domain.forms import Audience
from server.storage.tables import agent, form
from server.web.intake.quick import QuickLane
from tests.web.office import Office

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_SLOW = {"If-Modified-Since": "Sun, 22 Nov 2020 10:00:00 GMT"}  # goes to the application
_DEVICE = "deviceID=collect%3AaB3dE5gH7jK9mN1p"  # as Collect writes it


@pytest.fixture
def other(office: Office) -> FlaskClient:
    """Another process on the same database."""
    return office.app().test_client()


def _all_but_time_and_id(answer: TestResponse) -> object:
    headers = {
        (name, text) for name, text in answer.headers if name not in {"Date", "X-Request-Id"}
    }
    return answer.status, headers, answer.data


@pytest.mark.parametrize(
    ("method", "path"), [("HEAD", "submission"), ("GET", "formList"), ("GET", "forms/{}/manifest")]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_answer_is_the_one_of_the_application(
    office: Office, client: FlaskClient, method: str, path: str, scheme: str
) -> None:
    version_id = office.publish(title="Señal & <more>", media={"a b.csv": b"1", "b.png": b"2"})
    where = f"/key/{office.add_agent()}/{path.format(version_id)}?{_DEVICE}"
    ask = {"method": method, "base_url": f"{scheme}://lespwa.example:8443"}
    first, again = (client.open(where, **ask) for _ in range(2))
    slow = client.open(where, **ask, headers=_SLOW)
    assert _all_but_time_and_id(first) == _all_but_time_and_id(again) == _all_but_time_and_id(slow)


@pytest.mark.parametrize(
    ("method", "path"), [("HEAD", "submission"), ("GET", "formList"), ("GET", "forms/{}/manifest")]
)
def test_usual_question_never_reaches_the_application(
    office: Office, method: str, path: str
) -> None:
    version_id = office.publish(media={"a.csv": b"1"})
    app = office.app()
    assert isinstance(app.wsgi_app, QuickLane)
    client = Client(replace(app.wsgi_app, application=_unreachable))
    for _ in range(2):
        where = f"/key/{office.add_agent()}/{path.format(version_id)}?{_DEVICE}"
        assert client.open(where, method=method).status_code in {200, 204}


def _unreachable(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    raise AssertionError((environ, start))


@pytest.mark.parametrize("query", ["formID=none", "form%49D=none", f"{_DEVICE}&formID=none"])
def test_other_query_is_the_applications(office: Office, client: FlaskClient, query: str) -> None:
    office.publish()
    where = f"/key/{office.add_agent()}/formList"
    assert b"<xform>" in client.get(f"{where}?{_DEVICE}").data
    assert b"<xform>" not in client.get(f"{where}?{query}").data


def test_each_answer_has_an_id_and_a_line_in_the_log(office: Office, client: FlaskClient) -> None:
    token = office.add_agent()
    quick = client.head(f"/key/{token}/submission")
    slow = client.head(f"/key/{token}/submission", headers=_SLOW)
    lines = office.lines()
    assert [line["request_id"] for line in lines] == [
        each.headers["X-Request-Id"] for each in (quick, slow)
    ]
    assert len({(line["route"], line["method"], line["status"]) for line in lines}) == 1


def test_published_form_is_in_the_next_list_of_every_process(
    office: Office, client: FlaskClient, other: FlaskClient
) -> None:
    office.publish()
    where = f"/key/{office.add_agent()}/formList"
    seen = [each.get(where).data for each in (client, other)]
    office.publish("visit")
    assert [b"visit" in each.get(where).data for each in (client, other)] == [True, True]
    assert [b"visit" in each for each in seen] == [False, False]


def test_next_version_is_in_the_next_list_of_every_process(
    office: Office, client: FlaskClient, other: FlaskClient
) -> None:
    office.publish()
    where = f"/key/{office.add_agent()}/formList"
    assert all(b"<version>1<" in each.get(where).data for each in (client, other))
    office.publish(version="2")
    assert all(b"<version>2<" in each.get(where).data for each in (client, other))


def test_closed_form_is_in_no_list_until_it_is_opened_again(
    office: Office, client: FlaskClient, other: FlaskClient
) -> None:
    office.publish()
    where = f"/key/{office.add_agent()}/formList"
    first = client.get(where).data
    office.close("screening")
    assert all(b"<xform>" not in each.get(where).data for each in (client, other))
    _change(office, update(form).values(is_open=True))
    assert client.get(where).data == other.get(where).data == first


@pytest.mark.parametrize("change", [{"title": "Anew"}, {"audience": "expert"}])
def test_changed_title_or_audience_is_seen_at_once(
    office: Office, client: FlaskClient, change: dict[str, str]
) -> None:
    office.publish()
    where = f"/key/{office.add_agent()}/formList"
    before = client.get(where).data
    _change(office, update(form).values(**change))
    assert client.get(where).data == client.get(where, headers=_SLOW).data != before


def test_changed_audiences_of_an_agent_are_seen_at_once(
    office: Office, client: FlaskClient
) -> None:
    office.publish(audience=Audience.EXPERT)
    where = f"/key/{office.add_agent()}/formList"
    assert b"<xform>" not in client.get(where).data
    _change(office, update(agent).values(audiences="agency expert"))
    assert b"<xform>" in client.get(where).data


@pytest.mark.parametrize("path", ["submission", "formList", "manifest"])
def test_withdrawn_code_is_refused_at_once_in_every_process(
    office: Office, client: FlaskClient, other: FlaskClient, path: str
) -> None:
    version_id = office.publish()
    if path == "manifest":
        path = f"forms/{version_id}/manifest"
    where = f"/key/{office.add_agent()}/{path}"
    method = "HEAD" if path == "submission" else "GET"
    assert all(each.open(where, method=method).status_code < 300 for each in (client, other))
    _change(office, update(agent).values(revoked_at=office.clock()))
    assert all(each.open(where, method=method).status_code == 403 for each in (client, other))


def test_what_is_kept_holds_no_access_code(office: Office) -> None:
    office.publish()
    app, token = office.app(), office.add_agent()
    assert token in app.test_client().get(f"/key/{token}/formList").text
    assert isinstance(app.wsgi_app, QuickLane)
    [kept] = app.wsgi_app.lists._kept.items()
    assert token not in repr(kept)


def test_agents_with_a_list_each_get_their_own(office: Office, client: FlaskClient) -> None:
    office.publish()
    codes = [office.add_agent(), office.add_agent()]
    for code in codes * 2:
        assert f"/key/{code}/forms/" in client.get(f"/key/{code}/formList").text


def _change(office: Office, statement: object) -> None:
    with office.database.work() as work:
        work.connection.execute(statement)  # type: ignore[call-overload]
        work.note("test", "form.published", "screening")
        work.commit()
