"""Six digits from a person's phone: time-based one-time passwords (RFC 6238), each used once."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyotp

from server.vault.cipher import Random

STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_SECRET_BYTES: Final = 20  # 160 bits, as RFC 4226 section 4 recommends
_DRIFT: Final = (-1, 0, 1)  # steps a phone's clock may be off


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpSecret:
    """What a person's phone and the server share; `text` is base32, as apps take it."""

    text: str = field(repr=False)

    def address(self, login: str, *, system: str) -> str:
        """Return the otpauth:// address that the QR code for the phone holds."""
        return pyotp.TOTP(self.text).provisioning_uri(name=login, issuer_name=system)


def new_totp_secret(random: Random) -> TotpSecret:
    """Make the secret of one person."""
    return TotpSecret(text=base64.b32encode(random(_SECRET_BYTES)).decode("ascii"))


def matched_step(
    secret: TotpSecret, typed: str, *, at: datetime, last_step: int | None
) -> int | None:
    """Return the time step whose digits were typed, or None.

    The caller stores the step as the person's `last_step`: digits of it, and of every step before
    it, never match again. A clock set back therefore refuses until it has caught up.
    """
    digits = "".join(typed.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in (now + drift for drift in _DRIFT):  # all of them, however soon one matches
        is_right = _matches(secret, digits, step)
        if is_right and (last_step is None or step > last_step) and found is None:
            found = step
    return found


def _matches(secret: TotpSecret, digits: str, step: int) -> bool:
    wanted = pyotp.TOTP(secret.text, digits=_DIGITS, interval=STEP_SECONDS).generate_otp(step)
    return hmac.compare_digest(wanted, digits)
