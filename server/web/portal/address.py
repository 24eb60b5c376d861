"""The address of whoever asks: read for a moment to be counted, and kept nowhere (R26)."""

from __future__ import annotations

from flask import request


def address_of_request(trusted_proxies: int) -> str:
    """Return the address of the request that is being answered."""
    said = ",".join(request.headers.getlist("X-Forwarded-For"))
    return address_among(said, request.remote_addr or "", trusted_proxies)


def address_among(said: str, connected: str, trusted_proxies: int) -> str:
    """Return who connected or, behind trusted proxies, whom the first of them saw.

    Nothing when these did not say: then all such requests are counted together.
    """
    if not trusted_proxies:
        return connected
    addresses = said.split(",")
    return addresses[-trusted_proxies].strip() if len(addresses) >= trusted_proxies else ""
