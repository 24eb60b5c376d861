"""The place where the parts meet: settings and database in, web applications out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask
from structlog.typing import FilteringBoundLogger
from werkzeug.middleware.proxy_fix import ProxyFix

from server.services.intake.together import Together
from server.settings import Settings, read_settings
from server.storage.engine import Database, open_database
from server.web.intake import refusals
from server.web.intake.door import Door
from server.web.intake.forms import forms_blueprint
from server.web.intake.log import open_log
from server.web.intake.quick import QuickLane
from server.web.intake.submissions import submissions_blueprint
from server.web.portal.application import Chance, add_portal, new_chance

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def create_intake(
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime] = utc_now,
    log: FilteringBoundLogger | None = None,
    chance: Chance | None = None,
) -> Flask:
    """Build the application that gives out forms and takes in submissions.

    Several processes that serve one address need one and the same `chance`.
    """
    app = Flask("lespwa", static_folder=None)
    app.url_map.strict_slashes = False  # a redirect would turn Collect's POST into a GET
    app.url_map.merge_slashes = False  # the same
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    door = _door(settings, database, clock)
    log = log or open_log(clock)
    refusals.install(app, door, log)
    app.register_blueprint(forms_blueprint(door))
    app.register_blueprint(submissions_blueprint(door))
    add_portal(app, door, settings, chance or new_chance())
    app.wsgi_app = QuickLane(  # type: ignore[method-assign, assignment] # the same
        application=app.wsgi_app, door=door, log=log
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # Nobody's address is kept, so none is read from X-Forwarded-For (R26).
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way
            app.wsgi_app, x_for=0, x_proto=hops, x_host=hops, x_prefix=hops
        )
    return app


def create_console(
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime] = utc_now,
    log: FilteringBoundLogger | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Flask:
    """Build the application where the people of the task force sign in, below `/console`."""
    # Loaded only where it is served: the process that takes in submissions holds none of it.
    from server.services.entrance.console_secret import console_secret  # noqa: PLC0415
    from server.services.entrance.desk import Desk  # noqa: PLC0415
    from server.web.console.application import build  # noqa: PLC0415
    from server.web.console.room import Room  # noqa: PLC0415
    from server.web.words.table import read_table  # noqa: PLC0415

    secret = console_secret(database, at=clock(), random=random)
    desk = Desk(database=database, secret=secret, random=random)
    room = Room(
        clock=clock,
        desk=desk,
        door=_door(settings, database, clock),
        table=read_table(settings.data / "words.csv"),
        data=settings.data,
    )
    app = build(room, log or open_log(clock))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # Of the client's address only its network is counted, as a keyed digest.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )
    return app


def _door(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Door:
    return Door(
        database=database,
        together=Together(database=database),
        clock=clock,
        public_url=settings.public_url,
        accepts=settings.max_upload,
    )


def create_all(
    settings: Settings, database: Database, *, chance: Chance | None = None
) -> WSGIApplication:
    """Build both applications as one: `/console` and below for people, the rest for everybody."""
    intake = create_intake(settings, database, chance=chance)
    console = create_console(settings, database)

    def choose(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        is_console = path == "/console" or path.startswith("/console/")
        return (console if is_console else intake)(environ, start)

    return choose


def wsgi() -> Flask:
    """Build the intake application from the environment, for a WSGI server: `server.app:wsgi()`."""
    settings = read_settings()
    return create_intake(settings, open_database(settings.database_url))
