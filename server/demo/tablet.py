"""A small tablet: seal a filled form and send it to the real endpoint, as ODK Collect does."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.odk.sealing import Sealed

_BOUNDARY_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """One device with its agent's address, `http://host:port/key/<token>`."""

    server_url: str
    device_id: str

    def send(self, sealed: Sealed) -> int:
        """Ask first (HEAD), then post the envelope with its files; return the HTTP status."""
        parts = urlsplit(self.server_url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        target = f"{parts.path}/submission?deviceID={self.device_id}"
        headers = {"X-OpenRosa-Version": "1.0", "User-Agent": "lespwa-demo"}
        try:
            connection.request("HEAD", target, headers=headers)
            connection.getresponse().read()
            boundary = secrets.token_hex(_BOUNDARY_BYTES)
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            connection.request("POST", target, body=_body(sealed, boundary), headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


def _body(sealed: Sealed, boundary: str) -> bytes:
    """Return the multipart body in Collect's order: the envelope, then the attachments."""
    parts: Iterable[tuple[str, str, str, bytes]] = (
        ("xml_submission_file", "report.xml", "text/xml", sealed.envelope_xml),
        *((name, name, "application/octet-stream", content) for name, content in sealed.files),
    )
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
        f"\r\nContent-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, filename, kind, content in parts
    )
    return body + f"--{boundary}--\r\n".encode()
