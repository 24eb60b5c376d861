"""The console as one Flask application, below `/console`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from structlog.typing import FilteringBoundLogger

from server.services.entrance.console_secret import derived
from server.services.entrance.sessions import LONGEST
from server.web.console.cookies import FormCookie
from server.web.console.front import front_pages
from server.web.console.gate import install_gate
from server.web.console.intake.streams import install_streams
from server.web.console.looks import install_looks
from server.web.console.pages import ANYBODY, all_needs, whole_menu
from server.web.console.refusals import install_refusals
from server.web.console.room import Room
from server.web.console.wings import all_pages

PREFIX: Final = "/console"
_LONGEST_BODY: Final = 64 * 1024


def build(room: Room, log: FilteringBoundLogger) -> Flask:
    """Put the pages together, each behind the gate."""
    app = Flask(__name__, static_url_path=f"{PREFIX}/static")
    _configure(app, room)
    install_refusals(app, room, log)
    csrf = CSRFProtect(app)
    inside = tuple(all_pages(room))
    install_looks(app, whole_menu(*inside))
    front = front_pages()
    for pages in inside:
        app.register_blueprint(pages.blueprint, url_prefix=PREFIX)
    app.register_blueprint(front.blueprint)
    install_streams(app, csrf, [each for group in inside for each in group.streams])
    needs = {"static": ANYBODY, **all_needs(*inside, front)}
    install_gate(app, room, needs)
    app.extensions["lespwa_needs"] = needs  # for whoever wants to see the whole table
    return app


def _configure(app: Flask, room: Room) -> None:
    app.url_map.strict_slashes = False
    app.config.update(
        SECRET_KEY=derived(room.desk.secret, "forms"),
        MAX_CONTENT_LENGTH=_LONGEST_BODY,
        MAX_FORM_MEMORY_SIZE=_LONGEST_BODY,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
        TEMPLATES_AUTO_RELOAD=False,
        WTF_CSRF_TIME_LIMIT=int((LONGEST + timedelta(hours=1)).total_seconds()),
    )
    app.session_interface = FormCookie()
