"""The browser of these tests runs, and complaints are heard."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import Serve


def _app(html: str) -> Flask:
    app = Flask("page", static_folder=None)
    app.add_url_rule(
        "/", view_func=lambda: (html, {"Content-Security-Policy": "default-src 'none'"})
    )
    app.add_url_rule("/favicon.ico", "icon", view_func=lambda: ("", 204))
    return app


def test_page_is_shown(page: Page, serve: Serve) -> None:
    page.goto(serve(_app("<!doctype html><title>Here</title><h1>Hello</h1>")))
    assert page.inner_text("h1") == "Hello"


def test_violation_of_the_policy_is_heard(page: Page, serve: Serve, complaints: list[str]) -> None:
    page.goto(serve(_app("<!doctype html><title>Here</title><script>1</script>")))
    assert "Content Security Policy" in complaints.pop()
