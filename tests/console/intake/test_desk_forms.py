"""Forms in the console: each role its own, sent sealed and by name; a script is told why not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.permissions import Role
from server.storage.tables import submission
from tests.console.at_desk import DRAFT, Script, at_desk, mark, office_of
from tests.console.visitor import Console
from tests.simulators.sending import Instance
from tests.web.office import XFORM, Office

PLAIN = b"""<data id="hotline" version="1"><place>Made Up Bay</place>
<meta><instanceID>uuid:1</instanceID></meta></data>"""
XFORM_PLACE = (
    XFORM.format(title="Hotline", form_id="hotline", version="2")
    .replace('type="string"/>', 'type="geopoint"/>', 1)
    .encode()
)
EXPERTS = ["case_record", "hotline", "screening"]
FORMS = {
    Role.LEADER: EXPERTS,
    Role.DATA_MANAGER: EXPERTS,
    Role.CASE_WORKER: EXPERTS,
    Role.OPERATOR: ["hotline"],
}


@pytest.fixture
def office(console: Console) -> Office:
    return office_of(console)


@pytest.fixture
def olu(console: Console, office: Office) -> Script:
    """The script of the operator Olu, who has signed in."""
    del office
    return at_desk(console)


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("role", FORMS)
@pytest.mark.usefixtures("office")
def test_each_role_fills_in_its_own_forms(console: Console, role: Role) -> None:
    somebody = at_desk(console, "somebody", role).visitor
    listed = somebody.get("/forms").text
    for form_id in (*EXPERTS, "online_report"):
        is_theirs = form_id in FORMS[role]
        assert (f"/console/forms/{form_id}" in listed) is is_theirs, form_id
        status = somebody.get(f"/forms/{form_id}").status_code
        assert status == (200 if is_theirs else 404), form_id


def test_administrator_fills_in_nothing(console: Console) -> None:
    ada = at_desk(console, "ada", Role.ADMINISTRATOR).visitor
    assert ada.get("/forms").status_code == 403
    assert ">Forms<" not in ada.get("/").text


@pytest.mark.requirement("R31")
def test_submission_is_held_under_the_name_of_its_sender(
    console: Console, office: Office, olu: Script
) -> None:
    answer = olu.send(office.sealed(form_id="hotline"))
    assert (answer.status_code, "arrived" in answer.text) == (201, True)
    with console.database.reading() as connection:
        [found] = connection.execute(select(submission)).all()
    assert (found.channel, found.agent_id, found.received_at) == ("console", None, console.clock())
    [(actor, subject, _)] = console.events("submission.received")
    assert (actor, subject) == (found.account_id, found.id)


def test_second_sending_is_the_same_submission(office: Office, olu: Script) -> None:
    instance = office.sealed(("a.jpg", b"made up"), form_id="hotline")
    assert [olu.send(instance).status_code for _ in range(2)] == [201, 201]
    assert office.count() == 1


def test_draft_goes_when_its_submission_has_come(
    console: Console, office: Office, olu: Script
) -> None:
    olu.keep()
    olu.send(office.sealed(form_id="hotline"), draft=DRAFT)
    assert "Your drafts" not in olu.visitor.get("/forms").text
    assert [each[1] for each in console.events("draft.sent")] == [DRAFT]


def test_draft_of_another_stays_whatever_is_sent(
    console: Console, office: Office, olu: Script
) -> None:
    olu.keep()
    cruz = at_desk(console, "cruz")
    assert cruz.send(office.sealed(form_id="hotline"), draft=DRAFT).status_code == 201
    assert "Your drafts" in olu.visitor.get("/forms").text


def test_what_is_not_sealed_is_refused(office: Office, olu: Script) -> None:
    plain = Instance(xml=PLAIN)
    answer = olu.send(plain)
    assert (answer.status_code, office.count()) == (422, 0)
    assert "not sealed" in (answer.json or {})["sentence"]


def test_what_is_of_another_form_is_refused(office: Office, olu: Script) -> None:
    assert olu.send(office.sealed(form_id="case_record")).status_code == 400
    token = olu.token()
    path = Script(olu.visitor, form_id="case_record")
    assert path.send(office.sealed(form_id="case_record"), token=token).status_code == 404
    assert office.count() == 0


def test_closed_form_still_takes_what_was_filled_in(office: Office, olu: Script) -> None:
    token = olu.token()
    office.close("hotline")
    assert olu.visitor.get("/forms/hotline").status_code == 404
    assert olu.send(office.sealed(form_id="hotline"), token=token).status_code == 201


def test_earlier_version_is_still_there_for_what_was_begun(office: Office, olu: Script) -> None:
    olu.keep()
    first = olu.version
    office.publish("hotline", version="2", title="Hotline")
    assert mark(olu.visitor.get(olu.address).text, "version-id") == first
    assert mark(olu.visitor.get("/forms/hotline").text, "version-id") != first
    assert olu.visitor.get(f"/forms/screening?version={first}").status_code == 404


def test_upload_that_is_too_large_is_refused(office: Office, olu: Script) -> None:
    answer = olu.ask(
        "POST",
        "/forms/hotline/submission",
        olu.token(),
        data=bytes(2 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, office.count()) == (413, 0)


@pytest.mark.parametrize("token", ["", "made up"])
def test_without_the_token_of_the_page_nothing_is_taken(
    office: Office, olu: Script, token: str
) -> None:
    answer = olu.send(office.sealed(form_id="hotline"), token=token)
    assert (answer.status_code, office.count()) == (401, 0)
    path = f"{olu.address}/sealed?writer={'a' * 32}"
    assert olu.ask("PUT", path, token, data=bytes(40)).status_code == 401


def test_script_is_told_that_the_session_ended_and_keeps_its_cookie(
    console: Console, office: Office, olu: Script
) -> None:
    token = olu.token()
    console.clock.on(minutes=21)
    answer = olu.send(office.sealed(form_id="hotline"), token=token)
    assert (answer.status_code, answer.content_type) == (401, "application/json")
    assert "sign in again" in (answer.json or {})["sentence"]
    assert "Set-Cookie" not in answer.headers
    assert console.events("submission.received") == []


def test_script_of_nobody_is_told_so(console: Console, office: Office) -> None:
    nobody = Script(console.visitor())
    assert nobody.ask("GET", "/pass").status_code == 401
    assert nobody.send(office.sealed(form_id="hotline"), token="").status_code == 401


def test_pass_is_renewed_after_a_new_sign_in(olu: Script, office: Office) -> None:
    before = olu.token()
    olu.visitor.give_password("olu")
    assert olu.send(office.sealed(form_id="hotline"), token=before).status_code == 401
    renewed = olu.ask("GET", "/pass").json or {}
    assert olu.send(office.sealed(form_id="hotline"), token=renewed["csrf"]).status_code == 201


@pytest.mark.parametrize("path", ["/forms", "/forms/hotline"])
def test_page_with_a_form_may_send_but_not_elsewhere(olu: Script, path: str) -> None:
    answer = olu.visitor.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_a_form_that_asks_for_a_place_may_locate(office: Office, olu: Script) -> None:
    office.publish("hotline", version="2", xform=XFORM_PLACE)
    answer = olu.visitor.get("/forms/hotline")
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("name", ["staff.js", "seal.js", "extra.js", "fill.css"])
def test_files_of_the_forms_are_asked_for_anew(olu: Script, name: str) -> None:
    answer = olu.visitor.get(f"/fill/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    again = olu.visitor.client.get(
        f"/console/fill/{name}",
        base_url=olu.visitor.site,
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_other_files_are_not_given_out(olu: Script) -> None:
    assert olu.visitor.get("/fill/forms.py").status_code == 404
