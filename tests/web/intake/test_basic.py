"""A user name and a password instead of the code in the address: over https only."""

from __future__ import annotations

import random
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from server.domain.forms import Audience
from server.services.register.agents import revoke_agent
from server.storage.tables import event
from tests.simulators.collect import Collect
from tests.simulators.staff import AMINA
from tests.simulators.tls import HOST, contexts
from tests.simulators.wire import Project
from tests.web.office import Office

HTTPS = "https://reports.example.org"
HTTP = "http://reports.example.org"
CHALLENGE = 'Basic realm="Lespwa"'
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Given:
    """An agent's user name and password."""

    user_name: str
    password: str

    @property
    def header(self) -> dict[str, str]:
        pair = f"{self.user_name}:{self.password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def hire(office: Office, *audiences: Audience, days: int = 365) -> Given:
    code = office.add_agent(*audiences, days=days)
    return Given(user_name=office.agent_id(code)[:8], password=code)


def revoke(office: Office, given: Given) -> None:
    with office.database.work() as work:
        revoke_agent(work, given.user_name, by=AMINA, at=office.clock())
        work.commit()


def ask(
    client: FlaskClient, given: Given | None, path: str = "/formList", method: str = "GET"
) -> TestResponse:
    headers = {} if given is None else given.header
    return client.open(path, method=method, base_url=HTTPS, headers=headers)


@pytest.fixture
def secure(office: Office, tmp_path: Path) -> Iterator[tuple[str, Project]]:
    """The address of the application on a loopback server with https, and whom to trust there."""
    server_side, client_side = contexts(tmp_path)
    server = make_server(HOST, 0, office.app(), threaded=True, ssl_context=server_side)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"https://{HOST}:{server.server_port}", Project(host=HOST, trusts=client_side)
    server.shutdown()
    thread.join()
    server.server_close()


def tablet(secure: tuple[str, Project], given: Given) -> Collect:
    address, project = secure
    project = replace(project, user_name=given.user_name, password=given.password)
    return Collect(address, randomness=random.Random(1), project=project)


def test_tablet_fetches_and_sends_with_a_password(
    office: Office, secure: tuple[str, Project]
) -> None:
    office.publish(media={"towns.csv": b"name,label\n"})
    with tablet(secure, hire(office)) as collect:
        collect.match_exactly()
        [form] = collect.shelf.live()
        assert form.media == {"towns.csv": b"name,label\n"}
        assert form.blank.action == f"{secure[0]}/submission"
        sealed = replace(office.sealed(("a.jpg", b"x" * 3000)), action=form.blank.action)
        assert [each.is_sent for each in collect.send([sealed])] == [True]
    assert office.count() == 1


def test_addresses_hold_neither_code_nor_user_name(
    office: Office, secure: tuple[str, Project]
) -> None:
    office.publish(media={"towns.csv": b"name,label\n"})
    given = hire(office)
    with tablet(secure, given) as collect:
        collect.match_exactly()
        urls = " ".join(request.url for request in collect.wire.log)
        content = collect.shelf.live()[0].content
    assert "/key/" not in urls
    for secret in (given.password, given.user_name):
        assert secret not in urls
        assert secret.encode() not in content


def test_password_is_asked_for_once(office: Office, secure: tuple[str, Project]) -> None:
    office.publish()
    with tablet(secure, hire(office)) as collect:
        collect.match_exactly()
        urls = [request.url for request in collect.wire.log]
    assert urls[0] == urls[1]
    assert len(urls) == len(set(urls)) + 1


def test_wrong_password_is_told_to_the_tablet(office: Office, secure: tuple[str, Project]) -> None:
    office.publish()
    with tablet(secure, replace(hire(office), password="x" * 43)) as collect:
        [outcome] = collect.send([office.sealed()])
    assert outcome.message == "Authentication requested"
    assert office.count() == 0


def test_withdrawn_agent_is_out_in_the_middle_of_a_session(
    office: Office, secure: tuple[str, Project]
) -> None:
    office.publish()
    given = hire(office)
    with tablet(secure, given) as collect:
        [before] = collect.send([office.sealed()])
        revoke(office, given)
        [after] = collect.send([office.sealed()])
    assert (before.is_sent, after.is_sent) == (True, False)
    assert after.message == "Authentication requested"


@only_sqlite
@pytest.mark.parametrize(
    "path", ["/formList", "/forms/0.xml", "/forms/0/manifest", "/forms/0/media/a"]
)
def test_nobody_is_asked_for_a_password_over_http(
    office: Office, client: FlaskClient, path: str
) -> None:
    for headers in ({}, hire(office).header, {"X-Forwarded-Proto": "https"}):
        answer = client.get(path, base_url=HTTP, headers=headers)
        assert answer.status_code == 403
        assert "over https only" in answer.text
        assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_submission_over_http_is_refused(office: Office, client: FlaskClient, method: str) -> None:
    given = hire(office)
    answer = client.open("/submission", method=method, base_url=HTTP, headers=given.header)
    assert answer.status_code == 403
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(("hops", "status"), [(0, 403), (1, 200)])
def test_proxy_speaks_for_https_only_where_it_is_trusted(
    office: Office, hops: int, status: int
) -> None:
    office.settings = replace(office.settings, trusted_proxies=hops)
    headers = hire(office).header | {"X-Forwarded-Proto": "https"}
    answer = office.app().test_client().get("/formList", base_url=HTTP, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/formList"), ("HEAD", "/submission"), ("POST", "/submission")]
)
def test_password_is_asked_for_over_https(client: FlaskClient, method: str, path: str) -> None:
    answer = ask(client, None, path, method)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == CHALLENGE
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert "X-OpenRosa-Accept-Content-Length" in answer.headers


@only_sqlite
@pytest.mark.parametrize(
    "value",
    [
        "Basic",
        "Basic !!!",
        "Basic Og==",
        "Basic eDp5",
        "Basic eHh4",
        "Basic //79",
        "Bearer x",
        'Digest username="x"',
        "x" * 5000,
    ],
)
def test_odd_authorization_is_refused(client: FlaskClient, value: str) -> None:
    answer = client.get("/formList", base_url=HTTPS, headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


def test_every_wrong_pair_gets_the_same_answer(office: Office, client: FlaskClient) -> None:
    right, other, short, gone = hire(office), hire(office), hire(office, days=1), hire(office)
    revoke(office, gone)
    office.clock.now += timedelta(days=1)
    wrong = [
        replace(right, password=other.password),
        replace(right, password="x" * 43),
        replace(right, password=""),
        replace(right, user_name=""),
        Given(user_name="0" * 8, password="é" * 2),
        short,
        gone,
    ]
    answers = [ask(client, given) for given in wrong]
    assert len({(each.status, each.data) for each in answers}) == 1
    assert answers[0].status_code == 401
    assert ask(client, right).status_code == 200


def test_password_opens_the_forms_of_its_audiences(office: Office, client: FlaskClient) -> None:
    office.publish()
    office.publish("case_record", audience=Audience.EXPERT)
    body = ask(client, hire(office, Audience.EXPERT)).text
    assert "<formID>case_record</formID>" in body
    assert "screening" not in body


def test_whole_id_is_a_user_name_too(office: Office, client: FlaskClient) -> None:
    given = hire(office)
    whole = office.agent_id(given.password)
    assert ask(client, replace(given, user_name=whole)).status_code == 200


def test_guessing_is_slowed_down(office: Office, client: FlaskClient) -> None:
    wrong = replace(hire(office), password="x" * 43)
    statuses = [ask(client, wrong).status_code for _ in range(8)]
    assert statuses == [401] * 6 + [429] * 2
    office.clock.now += timedelta(seconds=2)
    assert [ask(client, wrong).status_code for _ in range(2)] == [401, 429]
    assert "too many wrong tries" in ask(client, wrong).text


def test_slowing_down_survives_a_restart(office: Office, client: FlaskClient) -> None:
    wrong = replace(hire(office), password="x" * 43)
    for _ in range(6):
        ask(client, wrong)
    assert ask(office.app().test_client(), wrong).status_code == 429


def test_guessing_keeps_no_agent_out(office: Office, client: FlaskClient) -> None:
    given, other = hire(office), hire(office)
    for _ in range(8):
        ask(client, replace(given, password="x" * 43))
    assert ask(client, given).status_code == 200
    assert ask(client, replace(other, password="x" * 43)).status_code == 401


def test_names_of_nobody_are_slowed_down_together(office: Office, client: FlaskClient) -> None:
    hire(office)
    names = [f"{number:08x}" for number in range(7)]
    statuses = [ask(client, Given(name, "x" * 43)).status_code for name in names]
    assert statuses == [401] * 6 + [429]


@only_sqlite
def test_nobody_is_let_in_when_tries_cannot_be_counted(office: Office, client: FlaskClient) -> None:
    wrong = replace(hire(office), password="x" * 43)
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE throttle")
    assert ask(client, wrong).status_code == 500


def test_wrong_tries_are_events_until_they_are_too_many(
    office: Office, client: FlaskClient
) -> None:
    given = hire(office)
    for _ in range(9):
        ask(client, replace(given, password="x" * 43))
    query = select(event.c.subject).where(event.c.action == "agent.refused")
    with office.database.reading() as connection:
        subjects = connection.scalars(query).all()
    assert subjects == [office.agent_id(given.password)] * 6


@pytest.mark.requirement("R26")
def test_nothing_secret_is_written_anywhere(
    office: Office,
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    office.publish()
    given = hire(office)
    wrong = replace(given, password="wrong" + "x" * 38)
    bodies = [
        ask(client, each, path, method).text
        for each in (given, wrong)
        for method, path in [
            *(
                ("GET", path)
                for path in ("/formList", "/forms/0.xml", "/forms/0/manifest", "/nothing")
            ),
            *((method, "/submission") for method in ("HEAD", "POST", "PUT")),
        ]
    ]
    with office.database.reading() as connection:
        events = str(connection.execute(select(event)).all())
    written = [office.log.getvalue(), caplog.text, *capfd.readouterr(), events, *bodies]
    header = given.header["Authorization"].split()[1]
    for secret in (
        given.password,
        wrong.password,
        header,
        wrong.header["Authorization"].split()[1],
    ):
        assert not any(secret in text for text in written)


@only_sqlite
def test_error_page_of_a_bug_holds_no_password(
    office: Office, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    given = hire(office)
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE form_media")
    answer = ask(client, given)
    assert answer.status_code == 500
    for text in (answer.text, str(answer.headers), office.log.getvalue(), caplog.text):
        assert given.password not in text
