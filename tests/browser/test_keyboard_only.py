"""A call and an interview taken down with the keyboard alone, and opened from the books."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from server.domain.permissions import Role
from tests.browser.keyboard import Keyboard
from tests.browser.whole import Whole, sign_in, visit

# A digit takes the choice of that place; letters search. Chromium's date here is month, day, year.
_CALL = (
    ("call/in_danger_now", "n"),
    ("call/urgency", "2"),
    ("call/report_language", "fren", "Enter"),
    ("call/call_taker", "Olga Made-Up"),
    ("situation/case_status", "2"),
    ("situation/date_kind", "o"),
    ("situation/date_basis", "1"),
    ("situation/situation_date_from", "02282026"),
    ("location/location_scope", "2"),
    ("location/country", "barb", "Enter"),
    ("location/place", "Made-Up Bay & Sons"),
    ("victim/victim_count", "3"),
    ("victim/victim_details", "Zoë", "Enter", "and two more"),
    ("type_of_trafficking/exploitation", "Space", "Tab", "Tab", "Tab", "Space"),
    ("caller/reporter_mode", "a"),
    ("for_statistics/reporter_district", "Cas"),
    ("finish/data_manager", "Amina Made-Up"),
)
_CALL_FILED = {
    "call-in_danger_now": "no",
    "call-urgency": "not_urgent",
    "call-report_language": "fra",
    "call-call_taker": "Olga Made-Up",
    "situation-case_status": "potential_detected",
    "situation-situation_date_from": "2026-02-28",
    "location-country": "BRB",
    "location-place": "Made-Up Bay & Sons",
    "victim-victim_count": 3,
    "victim-victim_details": "Zoë\nand two more",
    "type_of_trafficking-exploitation": "sexual_exploitation labor",
    "caller-reporter_mode": "anonymous",
    "finish-data_manager": "Amina Made-Up",
    "Channel": "console",
    "Seal": "valid",
}
_RECORD = (
    ("before/in_danger_now", "n"),
    ("before/sitting", "1"),
    ("registration/names/first_names", "Zoë & Ana"),
    ("registration/names/sex", "f"),
    ("registration/birth/country_of_birth", "barb", "Enter"),
    ("registration/birth/birth_date", "02281990"),
    ("registration/citizenship/citizenships", "barb", "Enter", "saint lu", "Enter"),
    ("registration/citizenship/has_documents", "y"),
    ("registration/document/document_type", "ArrowDown"),
    ("registration/document/document_number", "X 123"),
    ("safe_contact/safe_channels", "Space"),
    ("safe_contact/safe_phone", "555 0100"),
    ("entry/entry_time/entry_year", "2024"),
    ("entry/entry_means/entry_threats/entry_threats_family", "y"),
    ("exploitation/activity_page/age_at_start", "33"),
    ("finish/interview_status", "1"),
)
_RECORD_FILED = {
    "before-in_danger_now": "no",
    "registration-names-first_names": "Zoë & Ana",
    "registration-names-sex": "female",
    "registration-birth-country_of_birth": "BRB",
    "registration-birth-birth_date": "1990-02-28",
    "safe_contact-safe_phone": "555 0100",
    "entry-entry_time-entry_year": 2024,
    "entry-entry_means-entry_threats-entry_threats_family": "yes",
    "exploitation-activity_page-age_at_start": 33,
    "finish-interview_status": "complete",
    "Channel": "console",
    "Seal": "valid",
}
CASES = {
    "hotline": (Role.OPERATOR, _CALL, _CALL_FILED),
    "case_record": (Role.CASE_WORKER, _RECORD, _RECORD_FILED),
}


@pytest.mark.requirement("R30", "R31")
@pytest.mark.parametrize("form_id", CASES)
def test_form_is_filled_in_without_a_mouse(browser: Browser, whole: Whole, form_id: str) -> None:
    role, answers, expected = CASES[form_id]
    login = f"typist-{role}"
    whole.add(login, role)
    with visit(browser, 1280) as (page, wrong):
        sign_in(page, whole.address, login)
        page.goto(f"{whole.address}/console/forms/{form_id}")
        page.wait_for_selector("#fill .toggle", state="attached")
        hands = Keyboard(page=page)
        for path, *keys in answers:
            hands.answer(f"/data/{path}", *keys)
        reference = hands.send()
    assert wrong == []
    filed = whole.filed(form_id, reference)
    assert expected.items() <= filed.items()
    assert filed["SubmitterName"] == login
