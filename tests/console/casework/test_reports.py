"""The list of reports and one report to be read, on both databases."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from werkzeug.test import TestResponse

from server.domain.permissions import Role
from tests.console.visitor import Console, Visitor
from tests.simulators.office import small_key
from tests.storage.senders import ANSWERS, XFORM, Tablet
from tests.web.office import Office as Forms

PICTURE = b"\xff\xd8 made up"


@pytest.fixture
def tablet(console: Console) -> Tablet:
    """Somebody who sends the small form, as the console's office has published it."""
    office = Forms(database=console.database, key=small_key(), settings=console.settings)
    office.publish("tip", title="Tip", xform=XFORM)
    return Tablet(database=console.database, key=small_key())


@pytest.fixture
def inside(amina: Visitor) -> Visitor:
    amina.come_in()
    return amina


def sent(tablet: Tablet, number: int = 1, **answers: str) -> str:
    said: Mapping[str, str] = {**ANSWERS, **answers}
    files = (("secret name.jpg", PICTURE),)
    return tablet.send(*tablet.seal(number, answers=said, files=files)).submission_id


def opened(visitor: Visitor) -> TestResponse:
    return visitor.send("/reports/open", shown="/reports")


def test_what_waits_is_opened_at_the_push_of_a_button(tablet: Tablet, inside: Visitor) -> None:
    sent(tablet)
    assert "<strong>1</strong>" in inside.get("/reports").text
    opened(inside)
    page = inside.get("/reports").text
    assert "Opened: 1. Still waiting: 0." in page
    assert "Open what is sealed" not in page


@pytest.mark.requirement("R84")
def test_report_is_shown_in_words_beside_what_was_filed(tablet: Tablet, inside: Visitor) -> None:
    report = sent(tablet, kinds="debt_bondage kidnapping", word="A word")
    opened(inside)
    page = inside.get(f"/reports/{report}").text
    for words in ("What happened", "A word with someone", "Debt bondage; Kidnapping", "A word"):
        assert words in page, words
    assert page.count("A word with someone") == 2  # as it was told, and as it was filed


@pytest.mark.requirement("R84")
def test_reading_leaves_an_event_before_anything_is_shown(
    console: Console, tablet: Tablet, inside: Visitor
) -> None:
    report = sent(tablet)
    inside.get(f"/reports/{report}")
    assert console.events("report.read") == []  # sealed still: nothing was read
    opened(inside)
    inside.get(f"/reports/{report}")
    assert console.events("report.read") == [(console.custody.account.id, report, {})]


def test_report_that_waits_says_so_and_shows_nothing(tablet: Tablet, inside: Visitor) -> None:
    page = inside.get(f"/reports/{sent(tablet)}").text
    assert "Sealed, waits to be opened" in page
    assert "A word with someone" not in page


def test_file_is_saved_whole_under_a_name_of_ours(
    console: Console, tablet: Tablet, inside: Visitor
) -> None:
    report = sent(tablet)
    opened(inside)
    answer = inside.get(f"/reports/{report}/files/0")
    assert answer.data == PICTURE
    assert answer.headers["Content-Disposition"].endswith(f"report-{report[:8]}-1.jpg")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert console.events("report.file_read")[0][1:] == (report, {"position": 0})


def test_file_that_is_not_there_is_not_found(tablet: Tablet, inside: Visitor) -> None:
    report = sent(tablet)
    opened(inside)
    assert inside.get(f"/reports/{report}/files/1").status_code == 404
    assert inside.get(f"/reports/{'0' * 32}").status_code == 404


def test_leader_reads_the_fields_of_their_role_and_no_more(
    console: Console, tablet: Tablet, inside: Visitor
) -> None:
    report = sent(tablet, word="Nobody knows what this is")
    opened(inside)
    console.add("leon", Role.LEADER)
    leon = console.visitor()
    leon.come_in("leon")
    page = leon.get(f"/reports/{report}").text
    assert "A word with someone" in page
    assert "Nobody knows what this is" not in page
    assert "Answers that your role may not read: 1" in page
    assert leon.get(f"/reports/{report}/files/0").status_code == 404


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_may_not_see_a_report(console: Console, tablet: Tablet, role: Role) -> None:
    report = sent(tablet)
    console.add("sam", role)
    sam = console.visitor()
    sam.come_in("sam")
    assert sam.get(f"/reports/{report}").status_code == 403
    assert sam.get(f"/reports/{report}/files/0").status_code == 403
    assert [each[1] for each in console.events("access.refused")] == ["report.list"] * 2


@pytest.mark.requirement("R26")
def test_contact_of_an_anonymous_reporter_is_shown_to_nobody(
    console: Console, inside: Visitor
) -> None:
    office = Forms(database=console.database, key=small_key(), settings=console.settings)
    office.publish("tip", title="Tip", xform=ANONYMOUS)
    tablet = Tablet(database=console.database, key=small_key())
    report = sent(tablet, description="anonymous", word="Made-Up Street 7")
    opened(inside)
    page = inside.get(f"/reports/{report}").text
    assert "Made-Up Street 7" not in page
    assert "The reporter stays anonymous" in page


ANONYMOUS = XFORM.replace(b"report.description", b"report.reporter_mode").replace(
    b'nodeset="/data/word" type="string"',
    b'nodeset="/data/word" type="string" case:field="report.contact_times"',
)


def test_list_shows_a_page_at_a_time_and_what_was_chosen(tablet: Tablet, inside: Visitor) -> None:
    for number in range(51):
        sent(tablet, number)
    first = inside.get("/reports").text
    assert first.count('<h2><a href="/console/reports/') == 50
    older = first.split("?after=")[1].split('"')[0]
    assert inside.get(f"/reports?after={older}").text.count("/console/reports/") == 2
    assert "There is no such report." in inside.get("/reports?state=filed").text
    assert inside.get("/reports?state=made-up&after=x").text.count("<h2><a") == 50


def test_what_a_stranger_wrote_stays_text(tablet: Tablet, inside: Visitor) -> None:
    report = sent(tablet, description="&lt;script&gt;alert(1)&lt;/script&gt;")
    opened(inside)
    page = inside.get(f"/reports/{report}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_ending_of_a_file_that_is_no_plain_one_is_left_out(tablet: Tablet, inside: Visitor) -> None:
    files = (('x.j"p', PICTURE), ("no ending", PICTURE))
    report = tablet.send(*tablet.seal(7, files=files)).submission_id
    opened(inside)
    for position in range(2):
        answer = inside.get(f"/reports/{report}/files/{position}")
        name = f"report-{report[:8]}-{position + 1}"
        assert (answer.data, answer.headers["Content-Disposition"]) == (
            PICTURE,
            f"attachment; filename={name}",
        )
