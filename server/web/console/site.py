"""Where the browser believes it is, which a security key makes sure of."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import request

from server.services.entrance.security_keys import Site


def site_of_request() -> Site | None:
    """Return the site; None at a bare address such as 127.0.0.1, where no security key works."""
    parts = urlsplit(request.host_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(origin=f"{parts.scheme}://{parts.netloc}", host=host)
    return None
