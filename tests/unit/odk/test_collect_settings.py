"""The QR code's picture and text, read and unpacked as Collect does it."""

from __future__ import annotations

import io
import json
import zlib
from base64 import b64decode

import pytest
import segno

from server.odk.collect_settings import LONGEST_PAYLOAD, Project, payload
from tests.simulators.qr import read_png

URL = "https://reports.example.org/key/" + "A" * 43
POST = Project(name="Lespwa Example Police Post", server_url=URL)
EXPERTS = Project(name="Lespwa NTF", server_url=URL, keeps_drafts=True)

# Every key Collect knows. It passes over others without a word, so a misspelt one would do nothing.
GENERAL = """protocol server_url username password form_update_mode periodic_form_updates_check
    automatic_update hide_old_form_versions autosend delete_send constraint_behavior
    high_resolution image_size guidance_hint external_app_recording instance_sync analytics
    metadata_username metadata_phonenumber metadata_email background_location
    background_recording appTheme app_language font_size navigation basemap_source
    reference_layer"""
ADMIN = """edit_saved send_finalized view_sent get_blank delete_saved change_server
    change_project_display change_app_theme change_app_language change_font_size
    change_navigation maps form_update_mode periodic_form_updates_check automatic_update
    hide_old_form_versions change_autosend delete_after_send change_constraint_behavior
    high_resolution image_size guidance_hint external_app_recording instance_form_sync
    change_form_metadata analytics moving_backwards access_settings change_language jump_to
    save_mid save_as_draft finalize_in_form_entry bulk_finalize"""


def unpacked(text: str) -> dict[str, dict[str, object]]:
    found = json.loads(zlib.decompress(b64decode(text, validate=True)))
    assert isinstance(found, dict)
    return found


def scanned(project: Project) -> dict[str, dict[str, object]]:
    """Make the picture as the command does, and scan it."""
    picture = io.BytesIO()
    segno.make(payload(project), error="l", micro=False).save(picture, kind="png", scale=5)
    return unpacked(read_png(picture.getvalue()))


def test_picture_names_the_server_and_the_project() -> None:
    settings = scanned(POST)
    assert settings["general"]["server_url"] == URL
    assert settings["project"]["name"] == "Lespwa Example Police Post"
    assert settings["project"]["icon"] == "L"
    assert str(settings["project"]["color"]).startswith("#")


@pytest.mark.parametrize("project", [POST, EXPERTS])
def test_picture_holds_only_what_collect_knows(project: Project) -> None:
    settings = scanned(project)
    assert set(settings) == {"general", "admin", "project"}
    assert set(settings["general"]) <= set(GENERAL.split())
    assert set(settings["admin"]) <= set(ADMIN.split())
    assert {type(value) for value in settings["admin"].values()} == {bool}


@pytest.mark.requirement("R4")
def test_picture_keeps_nothing_on_the_tablet() -> None:
    settings = scanned(POST)
    general, admin = settings["general"], settings["admin"]
    assert general["delete_send"] is True
    assert general["autosend"] == "wifi_and_cellular"
    assert general["form_update_mode"] == "match_exactly"
    assert general["image_size"] == "medium"
    assert admin["delete_after_send"] is False
    drafts = ("edit_saved", "save_mid", "save_as_draft")
    assert {admin[name] for name in drafts} == {False}


@pytest.mark.requirement("R85")
def test_picture_lets_a_long_interview_pause() -> None:
    admin = scanned(EXPERTS)["admin"]
    assert (admin["save_as_draft"], admin["edit_saved"], admin["save_mid"]) == (True, True, True)


def test_payload_keeps_every_letter_of_a_name() -> None:
    assert unpacked(payload(Project(name="Gwo Zilé ✊", server_url=URL)))["project"]["name"] == (
        "Gwo Zilé ✊"
    )


def test_code_fits_a_window_of_80_columns() -> None:
    url = URL.replace("reports", "reports.trafficking.government")
    name = "Lespwa Invented Ministry of Social Affairs"
    code = segno.make(payload(Project(name=name, server_url=url)), error="l", micro=False)
    assert code.symbol_size(border=2)[0] <= 80


def test_payload_fits_a_code() -> None:
    text = payload(Project(name="Ministry of Everything " * 10, server_url=URL))
    assert len(text) <= LONGEST_PAYLOAD
    assert text.isascii()
