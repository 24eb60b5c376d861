"""Letting in: by the access code in the address, or by a user name and a password over https."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from server.errors import Code, Refused
from server.services.intake.admission import Credentials
from server.services.intake.wrong_tries import note_wrong_try
from server.web.intake.door import Door

_BASIC = "basic"


def shown(token: str | None) -> Credentials:
    """Return what the client showed; `token` is that of the address, if there is one in it.

    Over http nobody is asked for a password: it would travel in clear, and Collect, which never
    sends one there, would ask its user for it again and again.

    Raises:
        Refused: PASSWORD_NEEDS_HTTPS, or PASSWORD_NEEDED.
    """
    if token is not None:
        return Credentials(token=token)
    if not request.is_secure:
        raise Refused(Code.PASSWORD_NEEDS_HTTPS)
    given = request.authorization
    if given is None or given.type != _BASIC:
        raise Refused(Code.PASSWORD_NEEDED)
    return Credentials(token=given.password or "", user_name=given.username or "")


@contextmanager
def judged(door: Door, credentials: Credentials) -> Iterator[None]:
    """Count it when the user name and the password turn out wrong.

    Raises:
        Refused: WRONG_CREDENTIALS for UNKNOWN_TOKEN then, or TOO_MANY_TRIES.
    """
    try:
        yield
    except Refused as refusal:
        if refusal.code is not Code.UNKNOWN_TOKEN or credentials.user_name is None:
            raise
    else:
        return
    with door.database.work() as work:
        note_wrong_try(work, credentials.user_name, door.clock())
        work.commit()
    raise Refused(Code.WRONG_CREDENTIALS)
