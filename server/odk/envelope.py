"""The envelope: what a submission says of itself in clear, and which files belong to it.

ODK Collect's own shape and the published one differ in namespace and order, so elements are
found by local name, in any order and any namespace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from lxml import etree

from server.domain.forms import FormId, InstanceId
from server.errors import Code, Refused
from server.odk.xml import local_name, parse

SUFFIX = ".enc"
_NAME_BYTES = 255
_TEXT_CHARACTERS = 255
_BASE64_CHARACTERS = 4096
_FILES = 2000
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")

_Parts: TypeAlias = dict[str, list[etree._Element]]  # noqa: SLF001 - lxml's only name for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which submission this is; `version` is None when blank, `instance_id` is never trimmed."""

    form_id: FormId
    version: str | None
    instance_id: InstanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A submission's clear-text part; `media` keeps the order in which files were sealed.

    A plain submission (`encrypted` False) names no files here: its answers do.
    """

    form_id: FormId
    version: str | None
    instance_id: InstanceId
    encrypted: bool
    wrapped_key: str | None = None
    media: tuple[str, ...] = ()
    xml_file: str | None = None
    signature: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that must arrive, in the order they were sealed."""
        return (*self.media, self.xml_file) if self.xml_file else self.media

    def is_of(self, inside: Identity) -> bool:
        """Tell whether a filled form names itself as this does; an empty instanceID fits any."""
        claimed = (self.form_id, self.version, self.instance_id or inside.instance_id)
        return (inside.form_id, inside.version, inside.instance_id) == claimed


def read_envelope(xml: bytes) -> Envelope:
    """Read the xml_submission_file part, sealed or plain.

    It counts as sealed when it says so, or when it holds both a wrapped key and the name of the
    sealed document. A sealed one may have an empty instanceID (Collect's importer makes such);
    a plain one may not.

    Raises:
        Refused: BAD_ENVELOPE with the reason, or what server.odk.xml.parse refuses.
    """
    root = parse(xml)
    identity = read_identity(root)
    if not identity.form_id.strip():
        _refuse("it names no form")
    for text in (identity.form_id, identity.version or "", identity.instance_id):
        _check_text(text)
    parts = _parts(root)
    if root.get("encrypted") == "yes" or {"base64EncryptedKey", "encryptedXmlFile"} <= set(parts):
        return _read_sealed(identity, parts)
    if not identity.instance_id.strip():
        _refuse("it has no instanceID")
    return Envelope(
        form_id=identity.form_id,
        version=identity.version,
        instance_id=identity.instance_id,
        encrypted=False,
    )


def read_identity(root: etree._Element) -> Identity:
    """Return form id, version and meta/instanceID of a document, "" where there is none.

    Raises:
        Refused: BAD_ENVELOPE when it has several instanceIDs or one that is more than text.
    """
    found = [
        each for meta in root.iterchildren("{*}meta") for each in meta.iterchildren("{*}instanceID")
    ]
    if len(found) > 1:
        _refuse("it has more than one instanceID")
    version = root.get("version", "")
    return Identity(
        form_id=FormId(root.get("id", "")),
        version=version if version.strip() else None,
        instance_id=InstanceId(_text(found[0]) if found else ""),
    )


def _read_sealed(identity: Identity, parts: _Parts) -> Envelope:
    wrapped_key = _only(parts, "base64EncryptedKey").strip()
    if not wrapped_key:
        _refuse("it says it is sealed but holds no wrapped key")
    xml_file = _only(parts, "encryptedXmlFile")
    media = tuple(_text(file) for each in parts.get("media", ()) for file in _files(each))
    _check_names((*media, xml_file))
    return Envelope(
        form_id=identity.form_id,
        version=identity.version,
        instance_id=identity.instance_id,
        encrypted=True,
        wrapped_key=_bounded(wrapped_key),
        media=media,
        xml_file=xml_file,
        signature=_bounded(_only(parts, "base64EncryptedElementSignature").strip()) or None,
    )


def _parts(root: etree._Element) -> _Parts:
    parts: _Parts = {}
    for each in root:
        parts.setdefault(local_name(each), []).append(each)
    return parts


def _files(media: etree._Element) -> list[etree._Element]:
    found = list(media.iterchildren("{*}file"))
    if not found:
        _refuse("a media entry names no file")
    return found


def _only(parts: _Parts, name: str) -> str:
    """Return the text of the one part of that name, "" where there is none."""
    found = parts.get(name, [])
    if len(found) > 1:
        _refuse(f"it has more than one {name}")
    return _text(found[0]) if found else ""


def _text(element: etree._Element) -> str:
    if len(element):
        _refuse("markup stands where only text is expected")
    return element.text or ""


def _bounded(base64: str) -> str:
    # Whether it decodes is for the opening to say: what cannot be opened is still kept.
    if len(base64) > _BASE64_CHARACTERS:
        _refuse("a key or signature is too long")
    return base64


def _check_text(text: str) -> None:
    if len(text) > _TEXT_CHARACTERS:
        _refuse(f"an id or version is longer than {_TEXT_CHARACTERS} characters")
    if _has_controls(text):
        _refuse("an id or version holds control characters")


def _check_names(names: tuple[str, ...]) -> None:
    if len(names) > _FILES:
        _refuse(f"it names more than {_FILES} files")
    if len(set(names)) < len(names):
        _refuse("it names a file twice")
    for name in names:
        _check_name(name)


def _check_name(name: str) -> None:
    """Refuse what is more, or could become more, than the plain name of one sealed file."""
    if not name.endswith(SUFFIX) or name.removesuffix(SUFFIX) in {"", ".", ".."}:
        _refuse(f"a file is not named as a sealed file is, ending in {SUFFIX}")
    if len(name.encode()) > _NAME_BYTES:
        _refuse(f"a file name is longer than {_NAME_BYTES} bytes")
    if "/" in name or "\\" in name or _has_controls(name):
        _refuse("a file name holds a slash or control characters")


def _has_controls(text: str) -> bool:
    return _CONTROLS.search(text) is not None


def _refuse(why: str) -> NoReturn:
    raise Refused(Code.BAD_ENVELOPE, why=why)
