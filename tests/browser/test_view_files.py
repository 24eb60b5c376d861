"""Photographs, files, signatures, drawings and places, which the second script brings."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import FilePayload, Page

from tests.browser.conftest import Serve
from tests.browser.form_page import (
    attachment,
    attachments,
    form_app,
    instance,
    question,
    ready,
    value,
    xform,
)

SURVEY = """
|type|name|label|appearance|parameters|required|
|image|photo|Photo||max-pixels=100||
|file|paper|Paper||||
|image|sign|Sign here|signature|||
|image|sketch|Sketch|draw|||
|geopoint|place|Place||||
"""
_NAME = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@cache
def _form() -> bytes:
    return xform(SURVEY)


@pytest.fixture
def trial(page: Page, serve: Serve) -> Page:
    page.goto(serve(form_app(_form())))
    ready(page)
    page.wait_for_selector("canvas.pad")
    return page


def _photo(width: int = 400, height: int = 200) -> FilePayload:
    picture = Image.new("RGB", (width, height), "red")
    exif = Image.Exif()
    exif[Base.Make] = "SpyPhone"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (13.0, 54.0, 0.0)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return {"name": "amina at home.JPG", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _give(page: Page, name: str, file: FilePayload) -> None:
    question(page, name).locator("input[type=file]").set_input_files(file)


def _held(page: Page, question_name: str, other_than: str = "") -> str:
    """Return the name of the file that a question has come to hold; it takes a moment."""
    for _ in range(100):
        name = value(page, f"/data/{question_name}")
        if name != other_than:
            return name
        page.wait_for_timeout(50)
    return ""


@pytest.mark.requirement("R83")
def test_photo_loses_what_it_says_of_itself(trial: Page) -> None:
    assert b"SpyPhone" in _photo()["buffer"]
    _give(trial, "photo", _photo())
    sent = attachment(trial, _held(trial, "photo"))
    assert b"SpyPhone" not in sent
    assert b"Exif" not in sent
    assert not Image.open(io.BytesIO(sent)).getexif()


def test_photo_is_made_as_small_as_the_form_wants(trial: Page) -> None:
    _give(trial, "photo", _photo())
    sent = attachment(trial, _held(trial, "photo"))
    assert Image.open(io.BytesIO(sent)).size == (100, 50)


def test_name_of_the_file_is_random(trial: Page) -> None:
    _give(trial, "photo", _photo())
    name = _held(trial, "photo")
    assert re.fullmatch(f"{_NAME}.jpg", name)
    assert "amina" not in instance(trial)


def test_what_is_no_photo_is_said(trial: Page) -> None:
    _give(trial, "photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    error = question(trial, "photo").locator(".error:visible")
    assert error.inner_text().startswith("This file is not a photo that can be used.")
    assert value(trial, "/data/photo") == ""


def test_photo_is_taken_out_again(trial: Page) -> None:
    _give(trial, "photo", _photo())
    _held(trial, "photo")
    question(trial, "photo").get_by_role("button", name="Clear").press("Enter")
    assert value(trial, "/data/photo") == ""
    assert attachments(trial) == []


def test_second_photo_takes_the_place_of_the_first(trial: Page) -> None:
    _give(trial, "photo", _photo())
    first = _held(trial, "photo")
    _give(trial, "photo", _photo(50, 50))
    assert _held(trial, "photo", first) != first
    assert len(attachments(trial)) == 1


def test_file_is_kept_as_it_is_without_its_name(trial: Page) -> None:
    _give(trial, "paper", {"name": "names of all.PDF", "mimeType": "", "buffer": b"%PDF-1.7 x"})
    name = _held(trial, "paper")
    assert name.endswith(".pdf")
    assert attachment(trial, name) == b"%PDF-1.7 x"


def test_strange_ending_of_a_file_is_not_taken_over(trial: Page) -> None:
    _give(trial, "paper", {"name": "x.amina bo/../", "mimeType": "", "buffer": b"x"})
    assert _held(trial, "paper").endswith(".bin")


def test_empty_file_is_asked_about(trial: Page) -> None:
    _give(trial, "paper", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b""})
    error = question(trial, "paper").locator(".error:visible")
    assert error.inner_text() == "This file is empty. Please choose another."
    assert (value(trial, "/data/paper"), attachments(trial)) == ("", [])


def test_too_large_a_file_is_said(trial: Page) -> None:
    trial.evaluate(
        "() => { const files = new DataTransfer();"
        "files.items.add(new File([new Uint8Array(10_000_001)], 'x.pdf'));"
        "const input = document.querySelector('[data-question=\"/data/paper\"] input');"
        "input.files = files.files; input.dispatchEvent(new Event('change')); }"
    )
    error = question(trial, "paper").locator(".error:visible").inner_text()
    assert error == "This file is too large. It may have 10 MB at most."


def _dark(picture: bytes) -> int:
    grey = Image.open(io.BytesIO(picture)).convert("L")
    return sum(grey.histogram()[:128])


def test_signature_is_drawn(trial: Page) -> None:
    pad = question(trial, "sign").locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    trial.mouse.move(box["x"] + 20, box["y"] + 20)
    trial.mouse.down()
    for step in range(10):
        trial.mouse.move(box["x"] + 20 + step * 12, box["y"] + 20 + step * 5)
    trial.mouse.up()
    assert _dark(attachment(trial, _held(trial, "sign"))) > 100


def test_signature_is_typed_with_the_keyboard(trial: Page) -> None:
    trial.get_by_label("Or type the name to sign with:").focus()
    trial.keyboard.type("Amina Invented")
    trial.keyboard.press("Tab")
    name = _held(trial, "sign")
    assert name.endswith(".png")
    assert _dark(attachment(trial, name)) > 500


def test_signature_is_cleared_with_the_keyboard(trial: Page) -> None:
    trial.get_by_label("Or type the name to sign with:").focus()
    trial.keyboard.type("Amina")
    trial.keyboard.press("Tab")
    _held(trial, "sign")
    question(trial, "sign").get_by_role("button", name="Clear").press("Enter")
    assert value(trial, "/data/sign") == ""
    assert attachments(trial) == []


def test_drawing_is_attached_instead(trial: Page) -> None:
    _give(trial, "sketch", _photo())
    sent = attachment(trial, _held(trial, "sketch"))
    assert b"SpyPhone" not in sent
    assert Image.open(io.BytesIO(sent)).size == (400, 200)


def test_place_is_typed(trial: Page) -> None:
    question(trial, "place").locator("input").nth(0).fill("13.91")
    assert value(trial, "/data/place") == ""
    question(trial, "place").locator("input").nth(1).fill("-60,98")
    assert value(trial, "/data/place") == "13.91 -60.98 0.0 0.0"


def test_place_off_the_earth_is_said(trial: Page) -> None:
    for nth, number in ((0, "91"), (1, "0")):
        question(trial, "place").locator("input").nth(nth).fill(number)
    question(trial, "place").locator("input").nth(1).press("Tab")
    error = question(trial, "place").locator(".error:visible").inner_text()
    assert error.startswith("Please write both numbers")


def test_public_page_does_not_ask_where_one_is(trial: Page) -> None:
    assert question(trial, "place").locator("button").count() == 0


def test_staff_page_takes_the_place_of_the_device(page: Page, serve: Serve) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 13.9, "longitude": -60.9, "accuracy": 7})
    page.goto(serve(form_app(_form(), script="staff", may_locate=True)))
    ready(page)
    page.get_by_role("button", name="Use the place where I am").press("Enter")
    assert _held(page, "place") == "13.9 -60.9 0.0 7.0"


def test_form_without_such_questions_does_not_load_the_second_script(
    page: Page, serve: Serve
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve(form_app(xform("|type|name|label|\n|text|a|A|"))))
    ready(page)
    assert not [each for each in asked if "extra" in each]


def test_second_script_that_was_lost_is_fetched_again(
    page: Page, serve: Serve, complaints: list[str]
) -> None:
    page.route("**/extra.js", lambda route: route.abort())
    page.goto(serve(form_app(_form())))
    page.wait_for_selector("canvas.pad")
    assert all("extra.js" in each for each in complaints)
    complaints.clear()
