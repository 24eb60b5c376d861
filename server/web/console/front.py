"""The way to the console from the bare address, when only the console is served."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from server.web.console.pages import ANYBODY, Pages, new_pages


def front_pages() -> Pages:
    """Return what stands at the bare address when only the console is served."""
    pages = new_pages("front", __name__)

    @pages.page("/", ANYBODY)
    def front() -> ResponseReturnValue:
        return redirect(url_for("home.home"), 303)

    return pages
