"""Who is let in, and what those who are not let in learn."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.services.register.agents import revoke_agent
from server.storage.all_tables import metadata
from tests.simulators.collect import Collect
from tests.simulators.staff import AMINA
from tests.web.office import Office

ODD = ["x", "x" * 43, "x" * 4000, "é" * 43, "a b", "'; --", "%2e%2e", "%ff%fe", "<script>"]


def revoke(office: Office, token: str) -> None:
    agent_id = office.agent_id(token)
    with office.database.work() as work:
        revoke_agent(work, agent_id, by=AMINA, at=office.clock())
        work.commit()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("token", ODD)
def test_unknown_code_is_refused(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/key/{token}/formList")
    assert answer.status_code == 403
    assert "This access code is not known" in answer.text
    assert "WWW-Authenticate" not in answer.headers


def test_code_that_is_no_code_at_all_is_not_found(client: FlaskClient) -> None:
    assert client.get("/key//formList").status_code == 404


def test_unknown_expired_and_withdrawn_codes_get_the_same_answer(
    office: Office, client: FlaskClient
) -> None:
    revoked, expired = office.add_agent(), office.add_agent(days=1)
    revoke(office, revoked)
    office.clock.now += timedelta(days=1)
    answers = [client.get(f"/key/{token}/formList") for token in (revoked, expired, "x" * 43)]
    assert len({(answer.status, answer.data) for answer in answers}) == 1
    assert answers[0].status_code == 403


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_submission_needs_a_code(client: FlaskClient, method: str) -> None:
    answer = client.open(f"/key/{'x' * 43}/submission", method=method, data=b"x" * 100_000)
    assert answer.status_code == 403


def test_withdrawn_agent_is_told_at_the_next_upload(office: Office, root: str) -> None:
    office.publish()
    token = office.add_agent()
    with Collect(f"{root}/key/{token}", randomness=random.Random(1)) as tablet:
        [before] = tablet.send([office.sealed()])
        revoke(office, token)
        [after] = tablet.send([office.sealed(("photo.jpg", b"x" * 3_000_000))])
    assert before.is_sent
    assert after.message.startswith("Error: This access code is not known")
    assert office.count() == 1


@pytest.mark.requirement("R26")
@pytest.mark.parametrize("token", ["x" * 43, "%ff%fe", "<script>"])
def test_log_holds_no_code_and_no_address(office: Office, client: FlaskClient, token: str) -> None:
    code = office.add_agent()
    for path in (f"/key/{code}/formList", f"/key/{code}/nothing", f"/key/{token}/formList"):
        client.get(f"{path}?deviceID=collect:secret", environ_base={"REMOTE_ADDR": "10.9.8.7"})
    text = office.log.getvalue()
    assert len(office.lines()) == 3
    for secret in (code, "collect:secret", "10.9.8.7", "xxxxx", "script"):
        assert secret not in text


@pytest.mark.requirement("R26")
def test_no_event_no_row_and_no_answer_holds_a_code(office: Office, client: FlaskClient) -> None:
    code = office.add_agent()
    answers = [client.get(f"/key/{code}/{each}") for each in ("formList", "forms/none", "?")]
    revoke(office, code)
    answers.append(client.get(f"/key/{code}/nothing"))
    answers.append(client.get(f"/key/{code}/submission"))
    with office.database.reading() as connection:
        rows = [
            str(row)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
        ]
    assert any("agent.added" in each for each in rows)
    assert not any(code in each for each in rows)
    refused = [each for each in answers if each.status_code >= 400]
    assert len(refused) >= 3
    assert not any(code.encode() in each.data for each in refused)
