"""The pages that anybody may read."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from server.domain.forms import Audience
from server.web.words.table import read_table
from tests.simulators.documents import read_message
from tests.simulators.qr import read_svg_path
from tests.web.office import Office

# What is answered here does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LANGUAGES = ["en", "es", "fr"]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("path", ["/", "/es/", "/report", "/fr/report", "/en/poster", "/nowhere"])
def test_hotline_stands_before_everything_to_read(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    assert 'href="tel:847"' in page
    assert page.index('href="tel:847"') < page.index("</main>")
    assert page.count("<h2>", 0, page.index("tel:847")) == 0


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("language", LANGUAGES)
def test_first_page_explains_in_each_language(client: FlaskClient, language: str) -> None:
    page, words = client.get(f"/{language}/").text, read_table().words_for(language)
    for key in ("portal.what", "portal.signs", "portal.how", "portal.then", "portal.anonymous"):
        assert words(key) in page
    assert page.index(words("portal.call")) < page.index(words("portal.what"))
    assert f'<html lang="{language}" dir="ltr">' in page


@pytest.mark.requirement("R19")
def test_first_page_needs_no_login_and_has_one_address(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    assert answer.headers["X-Robots-Tag"] == "all"


@pytest.mark.parametrize(
    ("asked", "got"),
    [("es-MX,es;q=0.9", "es"), ("de, fr;q=0.5", "fr"), ("de", "en"), ("", "en"), ("*", "en")],
)
def test_language_is_that_of_the_browser(client: FlaskClient, asked: str, got: str) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{got}"' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_language_of_the_address_comes_first(client: FlaskClient) -> None:
    assert '<html lang="fr"' in client.get("/fr/", headers={"Accept-Language": "es"}).text


def test_language_switch_names_each_in_itself(client: FlaskClient) -> None:
    page = client.get("/fr/poster").text
    found = re.findall(r'<a href="([^"]+)" lang="(..)"[^>]*>([^<]+)</a>', page)
    assert found == [
        ("/en/poster", "en", "English"),
        ("/es/poster", "es", "Español"),
        ("/fr/poster", "fr", "Français"),
    ]


def test_language_of_the_office_is_there_too(office: Office) -> None:
    text = "key,Kwéyòl (acf),العربية (ar)\nleave,Kité paj sala,\n"
    (office.settings.data / "words.csv").write_text(text, encoding="utf-8")
    client = office.app().test_client()
    assert "Kité paj sala" in client.get("/acf/").text
    assert '<html lang="ar" dir="rtl">' in client.get("/ar/").text


@pytest.mark.parametrize("path", ["/xx/", "/key/", "/xx/report", "/xx/poster", "/es/nothing"])
def test_unknown_address_is_a_calm_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER | {"Accept-Language": "es"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "En esta dirección no hay nada." in answer.text


@pytest.mark.parametrize("headers", [{}, BROWSER | {"X-OpenRosa-Version": "1.0"}])
def test_tablet_at_an_unknown_address_gets_openrosa(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = client.get("/somewhere", headers=headers)
    assert read_message(answer.data) == "There is nothing at this address."


def test_browser_at_an_address_of_tablets_gets_what_they_get(client: FlaskClient) -> None:
    answer = client.get(f"/key/{'x' * 43}/formList", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (403, "text/xml")


@pytest.mark.parametrize("path", ["/", "/es/report", "/fr/poster", "/nowhere", "/report/work"])
def test_nothing_gives_it_away_at_a_glance(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    title = "".join(re.findall("<title>(.*?)</title>", page)).lower()
    assert not re.search("traffick|trata|traite|report|lespwa|hotline|847", title)
    assert "<img" not in page


def test_pages_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/report", "/poster", "/nowhere"):
        page = client.get(path, headers=BROWSER).text
        loaded = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"', page)
        assert {address for pair in loaded for address in pair if address} == {
            "/static/leave.js",
            "data:,",
        }


def test_way_out_is_a_link_that_needs_no_script(office: Office) -> None:
    page = office.app().test_client().get("/").text
    assert re.search(r'<a class="leave" href="https://www.wikipedia.org/" rel="noreferrer"', page)


def test_report_by_telephone_when_no_form_is_open(office: Office, client: FlaskClient) -> None:
    office.publish("screening")
    page = client.get("/es/report").text
    assert "solo se puede informar por teléfono" in page
    assert "screening" not in page


def test_open_forms_for_the_public_are_listed(office: Office, client: FlaskClient) -> None:
    office.publish("tip", title="Made-Up <Tip>", audience=Audience.PUBLIC)
    for form_id in ("old", "other"):
        office.publish(form_id, audience=Audience.PUBLIC)
    office.close("old")
    page = client.get("/es/report").text
    assert '<a href="/es/report/tip">Made-Up &lt;Tip&gt;</a>' in page
    assert "/report/old" not in page


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("public_url", ["http://localhost", "https://reports.example.org/lc"])
def test_poster_holds_the_stable_address(office: Office, public_url: str) -> None:
    settings = replace(office.settings, public_url=public_url)
    office.settings = settings
    page = office.app().test_client().get("/fr/poster").text
    address = f"{public_url}/"
    assert f'<p class="address" dir="ltr">{address}</p>' in page
    assert read_svg_path(re.findall(r"<svg.*? d=\"([^\"]+)\"", page)[0]) == address


def test_pages_are_compressed_for_whoever_takes_it(client: FlaskClient) -> None:
    plain, small = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(small.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


def test_first_page_is_light(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "gzip"}).data
    script = client.get("/static/leave.js", headers={"Accept-Encoding": "gzip"}).data
    assert len(page) + len(script) < 6_000


def test_below_a_prefix_every_address_has_it(office: Office) -> None:
    office.publish("tip", audience=Audience.PUBLIC)
    office.settings = replace(office.settings, trusted_proxies=1)
    client = office.app().test_client()
    for path in ("/", "/report", "/poster", "/nowhere"):
        page = client.get(path, headers=BROWSER | {"X-Forwarded-Prefix": "/lc"}).text
        assert set(re.findall(r'(?:href|src)="(/[^/"]*)', page)) == {"/lc"}


@pytest.mark.parametrize("name", ["..%2fpages.py", "nothing.js", "portal.css", ".env"])
def test_only_scripts_are_given_out(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
