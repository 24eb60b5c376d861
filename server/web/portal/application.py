"""The portal put into the application of the door."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, Flask, Response, request

from server.settings import Settings
from server.web.intake.door import Door
from server.web.intake.refusals import answer_refusals
from server.web.portal.crowd import Crowd
from server.web.portal.headers import guard
from server.web.portal.languages import LanguageConverter
from server.web.portal.limits import Limits
from server.web.portal.pages import add_pages
from server.web.portal.place import place_of
from server.web.portal.reporting import Desk, add_reporting
from server.web.portal.sending import add_sending
from server.web.portal.sheets import sheets_of
from server.web.portal.speech import BLUEPRINT, speaker
from server.web.portal.squeezed import squeeze
from server.web.portal.work import Bench

_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What is random: `secret` is shared by all processes of one server and kept nowhere."""

    secret: bytes = field(repr=False)
    random: Callable[[int], bytes]


def new_chance(random: Callable[[int], bytes] = secrets.token_bytes) -> Chance:
    """Return a new one: made once for all processes of a server, before they part."""
    return Chance(secret=random(_SECRET_BYTES), random=random)


def add_portal(app: Flask, door: Door, settings: Settings, chance: Chance) -> None:
    """Add the portal's routes, guard every answer, and say its refusals to people."""
    sheets = sheets_of(place_of(settings))
    app.url_map.converters["language"] = LanguageConverter
    routes = Blueprint(BLUEPRINT, __name__)
    add_pages(routes, sheets)
    add_reporting(routes, Desk(door=door, sheets=sheets))
    limits = _limits(door, settings.hotline, chance)
    add_sending(routes, door=door, place=sheets.place, limits=limits)
    app.register_blueprint(routes)

    @app.after_request
    def finish(answer: Response) -> Response:
        guard(answer)
        if request.blueprint == BLUEPRINT or request.url_rule is None:
            squeeze(answer)
        return answer

    answer_refusals(app, door, speaker(sheets))


def _limits(door: Door, hotline: str, chance: Chance) -> Limits:
    return Limits(
        hotline=hotline,
        bench=Bench(secret=chance.secret, clock=door.clock, random=chance.random),
        asking=Crowd(now=time.monotonic, random=chance.random),
        sending=Crowd(now=time.monotonic, random=chance.random),
    )
