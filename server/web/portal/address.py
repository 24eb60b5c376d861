"""The address of whoever asks: read for a moment to be counted, and kept nowhere (R26)."""

from __future__ import annotations

from flask import request


def address_of_request(trusted_proxies: int) -> str:
    """Return the address; behind trusted proxies it is the one that the first of them saw.

    Nothing when these did not say: then all such requests are counted together.
    """
    if not trusted_proxies:
        return request.remote_addr or ""
    said = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
    return said[-trusted_proxies].strip() if len(said) >= trusted_proxies else ""
