"""Makes of a compiled form what is published: the version, the key and the submission address."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from lxml import etree

from server.domain.forms import Audience
from server.odk.openrosa import SUBMISSION_PLACEHOLDER
from server.odk.xform import XFORM
from server.odk.xform_model import read_model
from server.odk.xform_tree import Element, child
from server.odk.xml import parse

_XFORMS = "http://www.w3.org/2002/xforms"
_OPENROSA = "http://openrosa.org/xforms"
_AUTO_SEND, _AUTO_DELETE = f"{{{_OPENROSA}}}auto-send", f"{{{_OPENROSA}}}auto-delete"
_STAMP = "%Y%m%d%H%M%S"
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the server puts into a form; `public_key` is the DER form of the key's public half."""

    version: str
    public_key: bytes
    audience: Audience


def publishable(xform: bytes, imprint: Imprint) -> bytes:
    """Return the form as it is kept for serving (ODK XForms specification, `submission`).

    The submission address is a placeholder that serving replaces. A form for agencies sends
    and deletes by itself, so that nothing stays on the tablet.
    """
    document = parse(xform, XFORM)
    model = read_model(document)
    model.root.set("version", imprint.version)
    submission = _submission(model.element)
    for name in list(submission.attrib):
        del submission.attrib[name]
    submission.set("action", SUBMISSION_PLACEHOLDER)
    submission.set("method", "post")
    submission.set("base64RsaPublicKey", b64encode(imprint.public_key).decode())
    if imprint.audience is Audience.AGENCY:
        submission.set(_AUTO_SEND, "true")
        submission.set(_AUTO_DELETE, "true")
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _submission(model: Element) -> Element:
    """Return the model's submission element, a new one at its beginning when it has none."""
    found = child(model, "submission")
    if found is None:
        found = etree.Element(f"{{{_XFORMS}}}submission", nsmap={"orx": _OPENROSA})
        model.insert(0, found)
    return found


def content_hash(xform: bytes, media: Mapping[str, bytes], marks: Iterable[str]) -> str:
    """Return what tells one content of a form from another, whatever its version and key.

    `marks` are the settings that are not in the XForm. Two forms that differ only in how their
    XML is written have the same hash (Canonical XML).
    """
    document = parse(xform, XFORM)
    model = read_model(document)
    model.root.attrib.pop("version", None)
    submission = child(model.element, "submission")
    if submission is not None:
        model.element.remove(submission)
    digest = sha256(etree.tostring(document, method="c14n"))
    for mark in marks:
        digest.update(b"\0mark\0" + mark.encode())
    for name, content in sorted(media.items()):
        digest.update(b"\0file\0" + name.encode() + b"\0" + sha256(content).digest())
    return digest.hexdigest()


def next_version(now: datetime, earlier: Iterable[str]) -> str:
    """Return a version of digits that is larger than every earlier one.

    It is the time in UTC, or one more than the last when the clock has not moved on since.
    """
    last = max((int(each) for each in earlier if _NUMBER.fullmatch(each)), default=0)
    return str(max(int(now.astimezone(UTC).strftime(_STAMP)), last + 1))
