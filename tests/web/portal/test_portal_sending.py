"""Reports from the web: sealed, worked for, received like any other, and from nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from server.domain.forms import Audience
from server.storage.all_tables import metadata
from server.storage.tables import event, submission
from tests.simulators.documents import read_message
from tests.simulators.reporter import Reporter, solve
from tests.simulators.sending import Instance
from tests.web.office import MIB, Office

ELSEWHERE = "198.51.100.77"


@pytest.fixture
def reporter(office: Office) -> Reporter:
    """Somebody, at an office with one form for the public and one for agencies."""
    office.publish("tip", audience=Audience.PUBLIC)
    office.publish("screening")
    return Reporter(client=office.app().test_client())


def sealed(office: Office, *files: tuple[str, bytes], instance_id: str = "uuid:1") -> Instance:
    return office.sealed(*files, form_id="tip", instance_id=instance_id)


@pytest.mark.requirement("R19")
def test_report_is_received(office: Office, reporter: Reporter) -> None:
    answer = reporter.report(sealed(office, ("a.jpg", b"made up")))
    assert (answer.status_code, answer.get_json()["sentence"]) == (
        201,
        "It has arrived. Thank you.",
    )
    assert office.count("sealed") == 1


def test_report_is_thanked_in_its_language(office: Office, reporter: Reporter) -> None:
    answer = reporter.report(sealed(office), path="/es/report/tip/submission")
    assert answer.get_json() == {"sentence": "Ha llegado. Gracias."}


@pytest.mark.requirement("R26")
def test_report_comes_from_nobody(office: Office, reporter: Reporter) -> None:
    reporter.report(sealed(office))
    with office.database.reading() as connection:
        row = connection.execute(select(submission.c.agent_id, submission.c.channel)).one()
        actors = connection.scalars(
            select(event.c.actor).where(event.c.action == "submission.received")
        ).all()
    assert (tuple(row), actors) == ((None, "web"), ["web"])


def test_same_report_again_is_a_success(office: Office, reporter: Reporter) -> None:
    work, mine = solve(reporter.task()), sealed(office, ("a.jpg", b"made up"))
    answers = [reporter.send(mine, work=work).status_code for _ in range(3)]
    assert (answers, office.count()) == ([201, 201, 201], 1)
    assert reporter.report(mine).status_code == 201


def test_work_is_spent_on_one_report(office: Office, reporter: Reporter) -> None:
    work = solve(reporter.task())
    first = reporter.send(sealed(office), work=work)
    second = reporter.send(sealed(office, instance_id="uuid:2"), work=work)
    assert (first.status_code, second.status_code, office.count()) == (201, 428, 1)


@pytest.mark.parametrize("work", [None, "", "x.1", "\xe9"])
def test_report_without_work_is_not_read(
    office: Office, reporter: Reporter, work: str | None
) -> None:
    answer = reporter.send(sealed(office), work=work)
    assert (answer.status_code, office.count()) == (428, 0)
    assert answer.get_json()["sentence"].endswith("Please send again.")


def test_work_is_old_after_a_day(office: Office, reporter: Reporter) -> None:
    work = solve(reporter.task())
    office.clock.now += timedelta(days=1)
    assert reporter.send(sealed(office), work=work).status_code == 428


def test_report_in_clear_is_refused(office: Office, reporter: Reporter) -> None:
    xml = b'<data id="tip"><meta><instanceID>uuid:1</instanceID></meta></data>'
    answer = reporter.report(Instance(xml=xml))
    assert (answer.status_code, office.count()) == (422, 0)


def test_report_without_an_id_is_refused(office: Office, reporter: Reporter) -> None:
    answer = reporter.report(sealed(office, instance_id=""))
    assert (answer.status_code, office.count()) == (400, 0)


def test_form_for_others_takes_nothing_from_the_web(office: Office, reporter: Reporter) -> None:
    answer = reporter.report(office.sealed(), path="/report/screening/submission")
    assert (answer.status_code, office.count()) == (404, 0)


def test_report_for_another_form_than_the_page_is_refused(
    office: Office, reporter: Reporter
) -> None:
    answer = reporter.report(office.sealed())
    assert (answer.status_code, office.count()) == (400, 0)


def test_form_that_was_closed_takes_what_was_filled_in(office: Office, reporter: Reporter) -> None:
    office.close("tip")
    assert reporter.report(sealed(office)).status_code == 201


def test_other_bytes_under_the_same_id_are_refused(office: Office, reporter: Reporter) -> None:
    answers = [reporter.report(sealed(office)) for _ in range(2)]  # sealed anew each time
    assert [each.status_code for each in answers] == [201, 409]
    assert "earlier copy" in answers[1].get_json()["sentence"]


def test_report_that_is_too_large_is_refused_in_its_language(
    office: Office, reporter: Reporter
) -> None:
    large = sealed(office, ("a.jpg", b"x" * (6 * MIB)))
    answer = reporter.report(large, path="/fr/report/tip/submission")
    assert answer.status_code == 413
    assert answer.get_json()["sentence"].startswith("C\u2019est trop grand")


def test_other_clients_are_answered_in_openrosa(reporter: Reporter) -> None:
    answer = reporter.client.post("/report/tip/submission", data=b"")
    assert answer.status_code == 428
    assert "little sum" in (read_message(answer.data) or "")


@pytest.mark.requirement("R26")
@pytest.mark.parametrize("proxies", [0, 1])
def test_address_is_kept_nowhere(office: Office, proxies: int) -> None:
    office.settings = replace(office.settings, trusted_proxies=proxies)
    office.publish("tip", audience=Audience.PUBLIC)
    reporter = Reporter(
        client=office.app().test_client(),
        address=ELSEWHERE,
        headers={"X-Forwarded-For": ELSEWHERE} if proxies else {},
    )
    assert reporter.report(sealed(office, ("a.jpg", b"made up"))).status_code == 201
    assert reporter.send(sealed(office), work=None).status_code == 428
    reporter.get("/", Accept="text/html")
    kept = "".join([office.log.getvalue(), *everything(office)])
    assert "198.51" not in kept
    assert ELSEWHERE.encode() not in b"".join(files(office))


def everything(office: Office) -> Iterator[str]:
    """Yield every row of every table as text."""
    with office.database.reading() as connection:
        assert {*inspect(connection).get_table_names()} >= {*metadata.tables}
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield repr(tuple(row))


def files(office: Office) -> Iterator[bytes]:
    """Yield what lies in the data folder."""
    for path in office.settings.data.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def test_forged_proxy_header_does_not_make_a_flood_look_small(office: Office) -> None:
    reporter = Reporter(client=office.app().test_client())
    bits = [reporter.get("/report/work", X_Forwarded_For=f"10.{n}.0.1") for n in range(200)]
    assert json.loads(bits[-1].data)["bits"] > json.loads(bits[0].data)["bits"]


def test_addresses_behind_a_proxy_are_told_apart(office: Office) -> None:
    office.settings = replace(office.settings, trusted_proxies=1)
    reporter = Reporter(client=office.app().test_client())
    found = [reporter.get("/report/work", X_Forwarded_For=f"10.{n}.0.1") for n in range(200)]
    assert {json.loads(each.data)["bits"] for each in found} == {11}
