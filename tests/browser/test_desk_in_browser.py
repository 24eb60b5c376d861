"""At a desk: an interview pauses and goes on, is sent by name, and nobody else can open it."""

from __future__ import annotations

from base64 import b64encode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from sqlalchemy import select

from server.storage.intake.draft_tables import draft, draft_key
from server.storage.tables import submission
from tests.browser.conftest import Serve
from tests.browser.desk import ANSWER, FIELD, Place, kept, open_place
from tests.browser.reporting import fetched, give, state
from tests.web.office import XFORM, Office

_FILE = XFORM.replace('type="string"', 'type="binary"').replace(
    '<input ref="/data/place"><label>Where?</label></input>',
    '<upload ref="/data/place" mediatype="application/*"><label>Where?</label></upload>',
)
_ITEXT = """<itext>
<translation lang="English (en)" default="true()">
<text id="q"><value>Where?</value></text></translation>
<translation lang="Español (es)"><text id="q"><value>¿Dónde está?</value></text></translation>
</itext><bind"""
_TWO_LANGUAGES = XFORM.replace("<label>Where?</label>", """<label ref="jr:itext('q')"/>""").replace(
    "<bind", _ITEXT, 1
)
_KEPT = """</itext><bind xmlns:case="urn:lespwa:case" nodeset="/data/said" type="string"
case:field="report.report_language"/>"""
_LANGUAGE_KEPT = _TWO_LANGUAGES.replace("<place/>", "<place/><said/>").replace("</itext>", _KEPT)
_SAID = """async () => {
  const { filling } = await import('/console/fill/staff.js')
  return filling.form.all('/data/said')[0].value
}"""
_STEPS = XFORM.replace("<place/>", "<a><place/></a><b><when/></b>").replace(
    '<input ref="/data/place"><label>Where?</label></input>',
    """<group ref="/data/a"><label>First</label>
<input ref="/data/a/place"><label>Where?</label></input></group>
<group ref="/data/b"><label>Second</label>
<input ref="/data/b/when"><label>When?</label></input></group>""",
)
_OPENED = """async ({key, sealed, bound}) => {
  const { draftKey, openDraft, place } = await import('/console/fill/staff.js')
  const bytes = Uint8Array.from(atob(sealed), (each) => each.charCodeAt(0))
  try {
    return (await openDraft(bytes.buffer, await draftKey(key), place(...bound))).saved
  } catch { return 'closed' }
}"""

_HELD = """async () => {
  const { filling } = await import('/console/fill/staff.js')
  const all = filling.attachments.all()
  return Promise.all(all.map(async ({blob}) => [blob.type, await blob.text()]))
}"""


@pytest.fixture
def place(office: Office, serve: Serve) -> Place:
    return open_place(office, serve)


@pytest.fixture
def olu(page: Page, place: Place) -> Page:
    """The page of the operator Olu, who has signed in."""
    place.come_in(page)
    return page


def pause(page: Page, place: Place) -> None:
    page.click("[data-pause]")
    page.wait_for_url(f"{place.address}/forms")


def sign_out(page: Page, place: Place) -> None:
    page.click("text=Sign out")
    page.wait_for_url(f"{place.address}/sign-in")


def rows(place: Place) -> list[dict[str, object]]:
    with place.office.database.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(select(draft))]


@pytest.mark.requirement("R30", "R85")
def test_interview_pauses_and_goes_on_after_signing_in_again(olu: Page, place: Place) -> None:
    place.begin(olu)
    pause(olu, place)
    sign_out(olu, place)
    place.give_password(olu)
    place.resume(olu)
    assert olu.input_value(FIELD) == ANSWER
    olu.fill(FIELD, f"{ANSWER}, at night")
    olu.click("[data-send]")
    state(olu, "sent")
    assert rows(place) == []
    assert not olu.is_visible("#desk")
    assert [each[0] for each in place.console.events("draft.sent")] != []


@pytest.mark.requirement("R31")
def test_what_is_sent_bears_its_operator(olu: Page, place: Place) -> None:
    place.begin(olu)
    olu.click("[data-send]")
    state(olu, "sent")
    with place.office.database.reading() as connection:
        [found] = connection.execute(select(submission)).all()
    [(actor, subject, _)] = place.console.events("submission.received")
    assert (found.account_id, found.channel, found.is_plain) == (actor, "console", False)
    assert subject == found.id


def test_draft_is_kept_by_itself(olu: Page, place: Place) -> None:
    olu.route("**/forms/hotline", _sooner)
    place.begin(olu)
    olu.wait_for_selector("#desk [data-state=saved]")
    assert rows(place)[0]["saves"] == 1


def _sooner(route: object) -> None:
    answer = route.fetch()  # type: ignore[attr-defined] # a Route of Playwright
    text = answer.text().replace('data-every="30"', 'data-every="1"')
    route.fulfill(response=answer, body=text)  # type: ignore[attr-defined]


def test_draft_is_sealed(olu: Page, place: Place) -> None:
    place.begin(olu)
    kept(olu)
    [row] = rows(place)
    assert isinstance(row["sealed"], bytes)
    assert not any(each.encode() in row["sealed"] for each in ("Zoë", "market", "data"))
    assert "data-key" not in olu.content()


@pytest.mark.requirement("R83")
def test_stolen_row_does_not_open(olu: Page, place: Place) -> None:
    place.begin(olu)
    kept(olu)
    [row] = rows(place)
    with place.office.database.reading() as connection:
        keys = connection.scalars(select(draft_key.c.sealed)).all()
    sealed = b64encode(row["sealed"]).decode()  # type: ignore[arg-type] # bytes
    everything = [part for key in keys for part in (key[:32], key[-32:], key[23:55])]
    for stolen in everything:
        bound = [row["id"], row["form_version_id"]]
        asked = {"key": b64encode(stolen).decode(), "sealed": sealed, "bound": bound}
        assert olu.evaluate(_OPENED, asked) == "closed"


def test_draft_opens_in_no_other_place(olu: Page, place: Place) -> None:
    place.begin(olu)
    key = olu.request.get(f"{place.address}/forms/hotline").text().split('data-key="')[1][:44]
    kept(olu)
    [row] = rows(place)
    sealed = b64encode(row["sealed"]).decode()  # type: ignore[arg-type] # bytes
    asked = {"key": key, "sealed": sealed, "bound": [row["id"], row["form_version_id"]]}
    assert ANSWER in olu.evaluate(_OPENED, asked)
    for bound in ([row["id"], "1"], ["0" * 32, row["form_version_id"]]):
        assert olu.evaluate(_OPENED, asked | {"bound": bound}) == "closed"


@pytest.mark.usefixtures("rough")
def test_second_window_does_not_undo_the_first(
    olu: Page, context: BrowserContext, place: Place
) -> None:
    place.begin(olu)
    kept(olu)
    other = context.new_page()
    place.resume(other)
    other.fill(FIELD, "somewhere else")
    kept(other)
    olu.fill(FIELD, "a third place")
    olu.keyboard.press("Control+s")
    olu.wait_for_selector("#desk [data-state=elsewhere]")
    olu.click("#desk [data-state=elsewhere] button")
    olu.wait_for_selector("#desk [data-state=saved]")
    assert sorted(each["saves"] for each in rows(place)) == [1, 2]  # type: ignore[type-var] # numbers


@pytest.mark.usefixtures("rough")
def test_session_that_ended_loses_no_draft(
    olu: Page, context: BrowserContext, place: Place
) -> None:
    place.begin(olu)
    place.console.clock.on(minutes=21)
    olu.keyboard.press("Control+s")
    olu.wait_for_selector("#desk [data-state=signed_out]")
    with context.expect_page() as opened:
        olu.click("#desk [data-state=signed_out] a")
    place.give_password(opened.value)
    olu.evaluate("window.dispatchEvent(new Event('focus'))")
    olu.wait_for_selector("#desk [data-state=saved]")
    assert len(rows(place)) == 1


@pytest.mark.usefixtures("rough")
@pytest.mark.requirement("R85")
def test_what_is_sent_after_the_session_waits_and_goes_after_signing_in(
    olu: Page, context: BrowserContext, place: Place
) -> None:
    place.begin(olu)
    kept(olu)
    place.console.clock.on(minutes=21)
    olu.click("[data-send]")
    state(olu, "signedOut")
    with context.expect_page() as opened:
        olu.click("#desk [data-state=signed_out] a")
    place.give_password(opened.value)
    olu.evaluate("window.dispatchEvent(new Event('focus'))")
    state(olu, "sent")
    assert place.office.count("sealed") == 1
    assert rows(place) == []


@pytest.mark.usefixtures("rough")
@pytest.mark.requirement("R30", "R85")
def test_what_is_sent_offline_waits_and_goes_when_the_network_is_back(
    olu: Page, context: BrowserContext, place: Place
) -> None:
    place.begin(olu)
    fetched(olu)
    context.set_offline(True)
    olu.click("[data-send]")
    state(olu, "waiting")
    context.set_offline(False)
    state(olu, "sent")
    assert place.office.count("sealed") == 1


@pytest.mark.usefixtures("rough")
def test_draft_of_somebody_else_is_not_there(olu: Page, browser: Browser, place: Place) -> None:
    place.begin(olu)
    kept(olu)
    with browser.new_context() as apart:
        cruz = apart.new_page()
        place.come_in(cruz, "cruz")
        assert cruz.locator("a[href*='/drafts/']").count() == 0
        for address in (olu.url, f"{olu.url}/sealed"):
            assert cruz.request.get(address).status == 404


def test_draft_opens_with_the_version_it_was_begun_with(olu: Page, place: Place) -> None:
    place.begin(olu)
    pause(olu, place)
    place.publish("2", "In which place?")
    place.resume(olu)
    expect(olu.locator("#q-1")).to_contain_text("Where?")
    olu.click("[data-send]")
    state(olu, "sent")
    with place.office.database.reading() as connection:
        assert connection.scalar(select(submission.c.version)) == "1"


def test_discarding_asks_and_deletes(olu: Page, place: Place) -> None:
    place.begin(olu)
    pause(olu, place)
    assert not olu.locator("button.grave").is_visible()
    olu.click("summary:has-text('Discard')")
    olu.click("button.grave")
    olu.wait_for_selector("text=The draft was discarded.")
    assert rows(place) == []


def test_session_that_ends_soon_is_said(olu: Page, place: Place) -> None:
    olu.clock.install()
    place.begin(olu)
    kept(olu)
    olu.clock.run_for(16 * 60_000)
    expect(olu.locator("#desk .desk-warning")).to_contain_text("unless you go on")


@pytest.mark.requirement("R30")
def test_everything_goes_with_the_keyboard(olu: Page, place: Place) -> None:
    olu.goto(f"{place.address}/forms/hotline")
    olu.wait_for_selector("#desk [data-state=fresh]")
    olu.keyboard.press("Alt+PageDown")
    while not olu.evaluate("document.activeElement.matches('#q-1-control')"):
        olu.keyboard.press("Tab")
    olu.keyboard.type(ANSWER)
    olu.keyboard.press("Control+Enter")
    state(olu, "sent")
    assert place.office.count("sealed") == 1


def test_file_comes_back_with_its_draft(olu: Page, place: Place) -> None:
    place.publish("2", text=_FILE)
    olu.goto(f"{place.address}/forms/hotline")
    olu.wait_for_selector("#desk [data-state=fresh]")
    give(
        olu,
        {"name": "Mrs Example.pdf", "mimeType": "application/pdf", "buffer": b"%PDF made up"},
        FIELD,
    )
    pause(olu, place)
    place.resume(olu)
    held = olu.evaluate(_HELD)
    assert held == [["application/pdf", "%PDF made up"]]
    olu.click("[data-send]")
    state(olu, "sent")


def _saves_well(answer: Response) -> bool:
    return answer.request.method == "PUT" and answer.ok


def test_language_changes_in_the_middle_of_a_draft(olu: Page, place: Place) -> None:
    place.publish("2", text=_TWO_LANGUAGES)
    place.begin(olu)
    kept(olu)
    olu.click("a[data-language=es]")
    expect(olu.locator("#q-1")).to_contain_text("¿Dónde está?")
    assert olu.input_value(FIELD) == ANSWER
    with olu.expect_response(_saves_well):  # it says that it is kept since before
        olu.fill(FIELD, "otro lugar")
        olu.keyboard.press("Control+s")
    assert len(rows(place)) == 1
    place.resume(olu)
    assert olu.input_value(FIELD) == "otro lugar"


def test_form_of_the_desk_keeps_the_language_it_is_shown_in(olu: Page, place: Place) -> None:
    place.publish("2", text=_LANGUAGE_KEPT)
    place.begin(olu)
    assert olu.evaluate(_SAID) == "eng"
    kept(olu)
    olu.click("a[data-language=es]")
    expect(olu.locator("#q-1")).to_contain_text("¿Dónde está?")
    assert olu.evaluate(_SAID) == "spa"


@pytest.mark.usefixtures("rough")
@pytest.mark.requirement("R30")
def test_what_waits_is_listed_and_goes_from_there(olu: Page, place: Place) -> None:
    place.begin(olu)
    fetched(olu)
    place.console.clock.on(minutes=21)
    olu.click("[data-send]")
    state(olu, "signedOut")
    olu.goto(f"{place.address}/sign-in")
    place.give_password(olu)
    with olu.expect_response("**/submission"):
        olu.goto(f"{place.address}/forms")
    expect(olu.locator("#waiting li")).to_have_count(0)
    assert place.office.count("sealed") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desk_is_accessible(olu: Page, place: Place, scheme: str) -> None:
    olu.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # one of the two
    place.begin(olu)
    kept(olu)
    for address in (olu.url, f"{place.address}/forms"):
        olu.goto(address)
        found = Axe().run(olu)
        assert found.violations_count == 0, found.generate_report()


def test_interview_goes_on_at_the_step_where_it_paused(olu: Page, place: Place) -> None:
    place.publish(text=_STEPS.replace("/data/place", "/data/a/place"), form_id="call")
    olu.goto(f"{place.address}/forms/call")
    olu.wait_for_selector("#desk [data-state=fresh]")
    olu.fill(FIELD, ANSWER)
    olu.keyboard.press("Alt+PageDown")
    expect(olu.locator("h2:has-text('Second')")).to_be_visible()
    pause(olu, place)
    place.resume(olu)
    expect(olu.locator("h2:has-text('Second')")).to_be_visible()
    expect(olu.locator("h2:has-text('First')")).not_to_be_visible()
