"""The Host that a request names: a name or an address, perhaps a port, or it is no request."""

from __future__ import annotations

import re
from typing import Final

from flask import Request

from server.errors import Code, Refused

_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def require_host(request: Request) -> None:
    """Go on only where the server's name can be read; none at all is one that may be missing.

    Raises:
        Refused: BAD_REQUEST.
    """
    named = request.environ.get("HTTP_HOST", "")
    try:
        is_readable = not named or (bool(_HOST.fullmatch(named)) and bool(request.host_url))
    except ValueError:  # a name such as xn-- is none in any alphabet
        is_readable = False
    if not is_readable:
        raise Refused(Code.BAD_REQUEST)
