"""A security key (WebAuthn level 2): it makes key pairs, and answers challenges with them."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _WITH_KEY = 0x01, 0x40
_COORDINATE = 32


@dataclass
class SecurityKey:
    """One key, in the hand of somebody whose browser shows a page of `origin`."""

    origin: str
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    pair: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str) -> str:
        """Answer what `navigator.credentials.create` is given."""
        asked = json.loads(options)
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + cbor2.dumps(self._cose())
        data = self._data(asked["rp"]["id"], _PRESENT | _WITH_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked)
        return self._written(clientDataJSON=client, attestationObject=statement)

    def get(self, options: str) -> str:
        """Answer what `navigator.credentials.get` is given."""
        asked = json.loads(options)
        self.count += 1
        client, data = self._client("webauthn.get", asked), self._data(asked["rpId"], _PRESENT)
        signature = self.pair.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._written(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _cose(self) -> dict[int, int | bytes]:
        point = self.pair.public_key().public_numbers()
        x, y = (each.to_bytes(_COORDINATE, "big") for each in (point.x, point.y))
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _written(self, **response: bytes) -> str:
        name = encoded(self.credential_id)
        parts = {key: encoded(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def encoded(data: bytes) -> str:
    """Write bytes as WebAuthn's JSON does."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read them back."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
