"""The QR code's text, unpacked as Collect unpacks it."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode

import pytest

from server.odk.collect_settings import LONGEST_PAYLOAD, Project, payload

URL = "https://reports.example.org/key/" + "A" * 43


def unpacked(text: str) -> dict[str, dict[str, object]]:
    found = json.loads(zlib.decompress(b64decode(text, validate=True)))
    assert isinstance(found, dict)
    return found


def test_payload_names_the_server_and_the_project() -> None:
    settings = unpacked(payload(Project(name="Lespwa: polis", server_url=URL)))
    assert settings["general"]["server_url"] == URL
    assert settings["project"]["name"] == "Lespwa: polis"


@pytest.mark.requirement("R4")
def test_payload_keeps_nothing_on_the_tablet() -> None:
    settings = unpacked(payload(Project(name="Lespwa", server_url=URL)))
    assert settings["general"]["delete_send"] is True
    assert settings["general"]["autosend"] == "wifi_and_cellular"
    assert settings["general"]["form_update_mode"] == "match_exactly"
    assert settings["admin"]["delete_after_send"] is False
    assert settings["admin"]["save_as_draft"] is False


@pytest.mark.requirement("R85")
def test_payload_lets_a_long_interview_pause() -> None:
    settings = unpacked(payload(Project(name="Lespwa", server_url=URL, keeps_drafts=True)))
    assert settings["admin"]["save_as_draft"] is True


def test_payload_fits_a_code() -> None:
    text = payload(Project(name="Ministry of Everything " * 10, server_url=URL))
    assert len(text) <= LONGEST_PAYLOAD
    assert text.isascii()
