"""Security keys and passkeys (WebAuthn level 2) as a second factor.

The password is what a person knows, so the key need not ask for a PIN of its own. Attestation is
not asked for: it would tell who made the key, and proves nothing needed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from server.errors import Code, Refused
from server.services.entrance.second_factors import Kind, Proof, new_row
from server.services.trust.accounts import Account
from server.storage.entrance import second_factors as stored
from server.storage.work import UnitOfWork

CHALLENGE_BYTES: Final = 32
_LONGEST_ANSWER: Final = 16 * 1024  # characters; a key's answer has about one thousand

# What the library's parsers meet in made-up answers, beside what they say themselves.
_UNUSABLE: Final = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the browser is: `origin` such as `https://console.example.org`, and its host."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a browser sent for a key, with the challenge it must hold, where and when it came in."""

    text: str
    challenge: bytes | None
    site: Site
    at: datetime


def creation_options(
    connection: Connection, account: Account, site: Site, *, challenge: bytes
) -> str:
    """Return what the browser needs to enrol a key, as JSON."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Lespwa",
        user_name=account.login,
        user_id=bytes.fromhex(account.id),
        challenge=challenge,
        exclude_credentials=_known(connection, account.id, site),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
    )
    return options_to_json(options)


def request_options(
    connection: Connection, account_id: str, site: Site, *, challenge: bytes
) -> str | None:
    """Return what the browser needs to use a key, as JSON; None when none is known at this site."""
    keys = _known(connection, account_id, site)
    if not keys:
        return None
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=keys,
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return options_to_json(options)


def add_security_key(work: UnitOfWork, account: Account, answer: Answer) -> None:
    """Add the key that answered the challenge.

    Raises:
        Refused: SECURITY_KEY_REFUSED.
    """
    found = _registered(answer)
    rows = stored.of_account(work.connection, account.id, held=True)
    if found is None or found.credential_id in {row.credential_id for row in rows}:
        raise Refused(Code.SECURITY_KEY_REFUSED)
    row = new_row(account.id, Kind.SECURITY_KEY, label="Security key", at=answer.at) | {
        "credential_id": found.credential_id,
        "public_key": found.credential_public_key,
        "sign_count": found.sign_count,
        "host": answer.site.host,
    }
    stored.add(work.connection, [row])
    work.note(account.id, "second_factor.added", account.id, kind=Kind.SECURITY_KEY.value)


def use_security_key(work: UnitOfWork, account_id: str, answer: Answer) -> Proof | None:
    """Take a key's answer; None when it is not right."""
    rows = stored.of_account(work.connection, account_id, held=True)
    here = [row for row in rows if row.kind == Kind.SECURITY_KEY and row.host == answer.site.host]
    for row in here:
        found = _verified(answer, row)
        if found is not None:
            values = {"sign_count": found.new_sign_count, "used_at": answer.at}
            stored.change(work.connection, row.id, values)
            left = sum(each.kind == Kind.PRINTED_CODE for each in rows)
            return Proof(kind=Kind.SECURITY_KEY, codes_left=left)
    return None


def _known(
    connection: Connection, account_id: str, site: Site
) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=row.credential_id)
        for row in stored.of_account(connection, account_id)
        if row.kind == Kind.SECURITY_KEY and row.host == site.host
    ]


def _registered(answer: Answer) -> VerifiedRegistration | None:
    if answer.challenge is None or len(answer.text) > _LONGEST_ANSWER:
        return None
    try:
        return verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.host,
            expected_origin=answer.site.origin,
        )
    except _UNUSABLE:
        return None


def _verified(answer: Answer, row: stored.Found) -> VerifiedAuthentication | None:
    if answer.challenge is None or len(answer.text) > _LONGEST_ANSWER:
        return None
    try:
        return verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.host,
            expected_origin=answer.site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
        )
    except _UNUSABLE:
        return None
