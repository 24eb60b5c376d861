"""A small tablet: fetch a form, seal a filled one and send it, as ODK Collect does."""

from __future__ import annotations

import http.client
import secrets
from base64 import b64decode
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from server.domain.forms import FormVersion
from server.errors import Code, Refused
from server.odk.keys import read_public_key
from server.odk.sealing import Sealed, seal
from server.odk.xform import read_form
from server.odk.xml import parse

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A downloaded form: its questions and the key it is to be sealed with."""

    form: FormVersion
    key: RSAPublicKey

    def seal(self, xml: bytes, instance_id: str, files: Sequence[tuple[str, bytes]]) -> Sealed:
        """Seal one filled form with its attachments."""
        return seal(
            self.key,
            form_id=self.form.form_id,
            version=self.form.version,
            instance_id=instance_id,
            xml=xml,
            files=files,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """One device with its agent's address, `http://host:port/key/<token>`."""

    server_url: str
    device_id: str

    def download(self, form_id: str) -> Blank:
        """Look the form up in the list and fetch it."""
        query = urlencode({"formID": form_id})
        listed = parse(self._get(f"{self.server_url}/formList?{query}"))
        address = listed.findtext(".//{*}downloadUrl")
        if address is None:
            raise Refused(Code.UNKNOWN_FORM, form=form_id)
        xform = self._get(address)
        submission = parse(xform).find(".//{*}submission")
        text = "" if submission is None else submission.get("base64RsaPublicKey", "")
        key = read_public_key(b64decode(text), name=form_id)
        return Blank(form=read_form(xform), key=key)

    def send(self, sealed: Sealed) -> int:
        """Ask first (HEAD), then post the envelope with its files; return the HTTP status."""
        address = f"{self.server_url}/submission?{urlencode({'deviceID': self.device_id})}"
        with closing(self._connect()) as connection:
            connection.request("HEAD", _target(address), headers=self._headers)
            connection.getresponse().read()
            boundary = secrets.token_hex(16)
            headers = self._headers | {"Content-Type": f"multipart/form-data; boundary={boundary}"}
            body = _body(sealed, boundary)
            connection.request("POST", _target(address), body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    @property
    def _headers(self) -> dict[str, str]:
        return {"X-OpenRosa-Version": "1.0", "User-Agent": "lespwa-demo"}

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.server_url)
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def _get(self, address: str) -> bytes:
        with closing(self._connect()) as connection:
            connection.request("GET", _target(address), headers=self._headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status != _OK:
            raise Refused(Code.DEMO_FAILED, command="serve", why=f"it answered {answer.status}")
        return content


def _target(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _body(sealed: Sealed, boundary: str) -> bytes:
    """Return the multipart body in Collect's order: the envelope, then the attachments."""
    envelope = ("xml_submission_file", "report.xml", "text/xml", sealed.envelope_xml)
    attached = ((name, name, "application/octet-stream", each) for name, each in sealed.files)
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
        f"\r\nContent-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, filename, kind, content in (envelope, *attached)
    )
    return body + f"--{boundary}--\r\n".encode()
