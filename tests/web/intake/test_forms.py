"""Forms as a tablet fetches them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import md5

import pytest
from flask.testing import FlaskClient

from server.domain.forms import Audience
from tests.simulators.collect import Collect
from tests.simulators.shelf import Decision
from tests.web.office import Office


def test_tablet_installs_what_is_offered(office: Office, tablet: Collect) -> None:
    office.publish("screening", media={"towns.csv": b"name,label\n", "señal 1.png": b"png"})
    assert tablet.match_exactly() == {"screening": Decision.NEW}
    [form] = tablet.shelf.live()
    assert form.media == {"towns.csv": b"name,label\n", "señal 1.png": b"png"}
    assert form.blank.action == f"{tablet.server_url}/submission"


def test_tablet_finds_nothing_new_the_second_time(office: Office, tablet: Collect) -> None:
    office.publish("screening", media={"towns.csv": b"name,label\n"})
    tablet.match_exactly()
    assert tablet.match_exactly() == {"screening": Decision.ON_DEVICE}


def test_tablet_takes_the_next_version(office: Office, tablet: Collect) -> None:
    office.publish("screening")
    tablet.match_exactly()
    office.publish("screening", version="2")
    assert tablet.match_exactly() == {"screening": Decision.UPDATED_VERSION}
    assert [form.blank.version for form in tablet.shelf.live()] == ["1", "2"]


def test_tablet_forgets_what_is_no_longer_offered(office: Office, tablet: Collect) -> None:
    office.publish("screening")
    tablet.match_exactly()
    office.close("screening")
    assert tablet.match_exactly() == {}
    assert tablet.shelf.live() == []


def test_form_list_hash_is_of_the_bytes_served(office: Office, tablet: Collect) -> None:
    office.publish("screening")
    [listed] = tablet.list_forms()
    served = tablet.wire.get(listed.entry.download_url).body
    assert listed.entry.md5 == md5(served).hexdigest()  # noqa: S324 - what OpenRosa uses


@pytest.mark.requirement("R13")
def test_agent_is_offered_the_forms_of_its_audiences(office: Office, client: FlaskClient) -> None:
    office.publish("screening")
    office.publish("case_record", audience=Audience.EXPERT)
    office.publish("hotline", audience=Audience.HOTLINE)
    token = office.add_agent(Audience.EXPERT, Audience.AGENCY)
    body = client.get(f"/key/{token}/formList").text
    assert [name in body for name in ("screening", "case_record", "hotline")] == [True, True, False]


def test_form_list_filters_by_form_id(office: Office, client: FlaskClient) -> None:
    office.publish("screening")
    office.publish("visit")
    token = office.add_agent()
    body = client.get(f"/key/{token}/formList?formID=visit&verbose=true&deviceID=collect:x").text
    assert body.count("<xform>") == 1
    assert "<formID>visit</formID>" in body


def test_form_list_is_not_sent_twice(office: Office, client: FlaskClient) -> None:
    office.publish()
    token = office.add_agent()
    first = client.get(f"/key/{token}/formList?deviceID=collect:x")
    again = client.get(
        f"/key/{token}/formList?deviceID=collect:x",
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["X-OpenRosa-Version"] == "1.0"


def test_form_list_etag_changes_with_the_forms(office: Office, client: FlaskClient) -> None:
    office.publish()
    token = office.add_agent()
    first = client.get(f"/key/{token}/formList")
    office.publish(version="2")
    again = client.get(f"/key/{token}/formList", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_old_version_can_still_be_fetched(office: Office, client: FlaskClient) -> None:
    old = office.publish()
    office.publish(version="2")
    answer = client.get(f"/key/{office.add_agent()}/forms/{old}.xml")
    assert b'version="1"' in answer.data
    assert answer.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize("path", [".xml", "/manifest", "/media/a.csv"])
def test_form_of_another_audience_is_not_served(
    office: Office, client: FlaskClient, path: str
) -> None:
    version_id = office.publish(audience=Audience.EXPERT, media={"a.csv": b"1"})
    answer = client.get(f"/key/{office.add_agent()}/forms/{version_id}{path}")
    assert answer.status_code == 404
    assert "no such form" in answer.text


@pytest.mark.parametrize(
    "name", ["b.csv", "..", "../manifest", "%2e%2e%2fa.csv", "A.CSV", "%ff", "a%0ab"]
)
def test_media_is_looked_up_by_its_exact_name(
    office: Office, client: FlaskClient, name: str
) -> None:
    version_id = office.publish(media={"a.csv": b"1"})
    answer = client.get(f"/key/{office.add_agent()}/forms/{version_id}/media/{name}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["formList?formID=%00", "forms/%00.xml", "forms/1/media/a%00.csv", "%00"]
)
def test_zero_character_is_refused(office: Office, client: FlaskClient, path: str) -> None:
    assert client.get(f"/key/{office.add_agent()}/{path}").status_code == 400


def test_media_is_answered_with_304_when_known(office: Office, client: FlaskClient) -> None:
    version_id = office.publish(media={"a.csv": b"1"})
    address = f"/key/{office.add_agent()}/forms/{version_id}/media/a.csv"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_manifest_without_media_is_empty(office: Office, client: FlaskClient) -> None:
    version_id = office.publish()
    answer = client.get(f"/key/{office.add_agent()}/forms/{version_id}/manifest")
    assert answer.status_code == 200
    assert "<mediaFile" not in answer.text


def test_unknown_form_is_not_found(office: Office, client: FlaskClient) -> None:
    assert client.get(f"/key/{office.add_agent()}/forms/{'0' * 32}.xml").status_code == 404


def test_addresses_follow_the_request(office: Office, client: FlaskClient) -> None:
    office.publish()
    token = office.add_agent()
    body = client.get(f"/key/{token}/formList", headers={"Host": "10.1.2.3:8000"}).text
    assert f"<downloadUrl>http://10.1.2.3:8000/key/{token}/forms/" in body


def test_public_url_wins_over_the_request(office: Office) -> None:
    office.settings = replace(office.settings, public_url="https://reports.example.org/lespwa")
    office.publish()
    token = office.add_agent()
    body = office.app().test_client().get(f"/key/{token}/formList", headers={"Host": "evil"}).text
    assert f"<downloadUrl>https://reports.example.org/lespwa/key/{token}/forms/" in body
    assert "evil" not in body


@pytest.mark.parametrize("host", ['a"><x>', "a b", "a/b", "", "user@evil"])
def test_impossible_host_is_refused(office: Office, client: FlaskClient, host: str) -> None:
    office.publish()
    answer = client.get(f"/key/{office.add_agent()}/formList", headers={"Host": host})
    assert answer.status_code == 400
    assert "<x>" not in answer.text


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "reports.example.org"}


def test_forwarded_headers_are_ignored_without_a_proxy(office: Office, client: FlaskClient) -> None:
    office.publish()
    body = client.get(f"/key/{office.add_agent()}/formList", headers=FORWARDED).text
    assert "reports.example.org" not in body


def test_forwarded_headers_are_used_behind_a_proxy(office: Office) -> None:
    office.settings = replace(office.settings, trusted_proxies=1)
    office.publish()
    client = office.app().test_client()
    body = client.get(f"/key/{office.add_agent()}/formList", headers=FORWARDED).text
    assert "<downloadUrl>https://reports.example.org/key/" in body
