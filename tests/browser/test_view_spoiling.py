"""Browsers that spoil what is read from a canvas send a photograph clean and whole, or nothing."""

from __future__ import annotations

import io
from functools import cache

import pytest
from PIL import Image, ImageChops, PngImagePlugin
from PIL.ExifTags import Base
from playwright.sync_api import FilePayload, Page

from tests.browser.conftest import Serve
from tests.browser.form_page import attachment, attachments, form_app, question, ready, value, xform

SURVEY = """
|type|name|label|appearance|
|image|photo|Photo||
|image|sign|Sign here|signature|
"""
SPY = b"SpyPhone"
# What a browser does that resists fingerprinting: stripes on every pixel that is read or written.
_STRIPES = """
  const whole = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (...given) {
    const pen = this.getContext("2d");
    for (let y = 0; y < this.height; y += 8) pen.clearRect(0, y, this.width, 4);
    return whole.apply(this, given);
  };
"""
_NOISE = """
  const read = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...given) {
    const picture = read.apply(this, given);
    return new ImageData(picture.data.map((each) => each ^ %s), picture.width, picture.height);
  };
"""


@cache
def _form() -> bytes:
    return xform(SURVEY)


def _open(page: Page, serve: Serve, spoiling: str) -> Page:
    page.add_init_script(f"{{{spoiling}}}")
    page.goto(serve(form_app(_form())))
    ready(page)
    page.wait_for_selector("canvas.pad")
    return page


def _picture(kind: str, *, turned: int = 6) -> bytes:
    picture = Image.linear_gradient("L").resize((320, 160)).convert("RGB")
    exif = Image.Exif()
    exif[Base.Make] = SPY.decode()
    exif[Base.Orientation] = turned
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", SPY.decode())
    more = {"pnginfo": said} if kind == "PNG" else {"comment": SPY, "progressive": True}
    file = io.BytesIO()
    picture.save(file, kind, exif=exif, **more)
    return file.getvalue() + b"after the end: " + SPY


def _give(page: Page, name: str, content: bytes) -> None:
    file = FilePayload(name="a", mimeType="image/x", buffer=content)
    question(page, name).locator("input[type=file]").set_input_files(file)


def _held(page: Page, name: str) -> str:
    for _ in range(100):
        if held := value(page, f"/data/{name}"):
            return held
        page.wait_for_timeout(50)
    return ""


def _is_alike(one: bytes, other: bytes) -> bool:
    pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in (one, other)]
    return ImageChops.difference(*pictures).getbbox() is None


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("spoiling", [_STRIPES, _NOISE % 128])
@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png")])
def test_photo_is_cut_clean_where_the_canvas_lies(
    page: Page, serve: Serve, spoiling: str, kind: str, extension: str
) -> None:
    given = _picture(kind)
    _give(_open(page, serve, spoiling), "photo", given)
    name = _held(page, "photo")
    sent = attachment(page, name)
    assert name.endswith(f".{extension}")
    assert SPY not in sent
    assert _is_alike(sent, given)
    assert dict(Image.open(io.BytesIO(sent)).getexif()) == {Base.Orientation: 6}


def test_upright_photo_says_nothing_of_itself(page: Page, serve: Serve) -> None:
    _give(_open(page, serve, _STRIPES), "photo", _picture("JPEG", turned=1))
    sent = attachment(page, _held(page, "photo"))
    assert b"Exif" not in sent
    assert SPY not in sent


def test_colours_of_a_print_are_kept(page: Page, serve: Serve) -> None:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("CMYK").save(file, "JPEG")
    _give(_open(page, serve, _STRIPES), "photo", file.getvalue())
    sent = attachment(page, _held(page, "photo"))
    assert _is_alike(sent, file.getvalue())


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_photo_that_cannot_be_cut_clean_is_not_kept(page: Page, serve: Serve, kind: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, kind)
    _give(_open(page, serve, _STRIPES), "photo", file.getvalue())
    error = question(page, "photo").locator(".error:visible")
    assert error.inner_text().startswith("This browser spoils photos of this kind")
    assert attachments(page) == []


def test_signature_that_would_be_spoiled_is_not_kept(page: Page, serve: Serve) -> None:
    _open(page, serve, _STRIPES)
    box = question(page, "sign").get_by_label("Or type the name to sign with:")
    box.fill("Amina")
    box.press("Tab")
    error = question(page, "sign").locator(".error:visible")
    assert error.inner_text().startswith("This browser spoils what is drawn here")
    assert (value(page, "/data/sign"), attachments(page)) == ("", [])


def test_picture_of_a_signature_is_cut_clean(page: Page, serve: Serve) -> None:
    given = _picture("PNG")
    _give(_open(page, serve, _STRIPES), "sign", given)
    sent = attachment(page, _held(page, "sign"))
    assert SPY not in sent
    assert _is_alike(sent, given)


def test_photo_is_drawn_anew_where_only_last_bits_differ(page: Page, serve: Serve) -> None:
    _give(_open(page, serve, _NOISE % 1), "photo", _picture("JPEG"))
    sent = attachment(page, _held(page, "photo"))
    assert Image.open(io.BytesIO(sent)).size == (160, 320)
