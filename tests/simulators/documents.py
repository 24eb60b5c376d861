"""The OpenRosa documents as ODK Collect's parsers read them, with all their strictness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from tests.simulators.wire import Answer

_LIST = "http://openrosa.org/xforms/xformslist"
_MANIFEST = "http://openrosa.org/xforms/xformsmanifest"
_WEB_ADDRESS = re.compile(r"https?://[^/:@]*\.[^/:@]+(:\d{1,5})?(/[\w;/?:@&=#~\-.+!*'(),$%]*)?")


class NotOpenRosa(Exception):  # noqa: N818 - says what it is
    """The answer is not what Collect can use; it shows an error."""


class Crash(Exception):  # noqa: N818 - what Collect would do
    """The answer would crash Collect (a NullPointerException or a StringIndexOutOfBounds)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One form of the list; blank texts are None."""

    form_id: str
    name: str
    version: str | None
    md5: str | None
    download_url: str
    manifest_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaEntry:
    """One file of a manifest."""

    filename: str
    md5: str
    download_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm:
    """What Collect reads from a downloaded form."""

    title: str
    form_id: str
    version: str | None
    action: str | None
    public_key: str | None
    sends_itself: bool
    deletes_itself: bool


def read_list(answer: Answer) -> list[ListEntry]:
    """Read the form list; one bad form spoils it all."""
    root = _root(answer, "xforms", _LIST)
    return [_list_entry(child) for child in root if _is(child, "xform", _LIST)]


def read_manifest(answer: Answer) -> list[MediaEntry]:
    """Read a manifest; one bad file spoils it all."""
    root = _root(answer, "manifest", _MANIFEST)
    return [_media_entry(child) for child in root if _is(child, "mediaFile", _MANIFEST)]


def read_blank_form(content: bytes) -> BlankForm:
    """Read a downloaded form; refuse what Collect refuses."""
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError as problem:
        raise NotOpenRosa("form parsing error") from problem
    title = root.findtext("{*}head/{*}title")
    instance = root.find("{*}head/{*}model/{*}instance")
    form_id = instance[0].get("id") if instance is not None and len(instance) else None
    if not title or not form_id or instance is None:
        raise NotOpenRosa("a form without title or id")
    submission = root.find("{*}head/{*}model/{*}submission")
    rules = {} if submission is None else {_local(name): text for name, text in submission.items()}
    action = rules.get("action", "").strip() or None
    if action is not None and not _WEB_ADDRESS.fullmatch(action):
        raise NotOpenRosa("the submission address is not a web address")
    return BlankForm(
        title=title,
        form_id=form_id,
        version=(instance[0].get("version") or "").strip() or None,
        action=action,
        public_key=rules.get("base64RsaPublicKey"),
        sends_itself=rules.get("auto-send") == "true",
        deletes_itself=rules.get("auto-delete") == "true",
    )


def read_message(body: bytes) -> str | None:
    """Return the text Collect shows, when the body holds an OpenRosaResponse."""
    if b"OpenRosaResponse" not in body:
        return None
    try:
        root = etree.fromstring(body)
    except etree.XMLSyntaxError:
        return None
    found = [each for each in root.iter("{*}message") if each.prefix is None]
    return found[0].text if found else None


def _root(answer: Answer, name: str, namespace: str) -> etree._Element:
    if answer.status != 200:
        raise NotOpenRosa(f"status {answer.status}")
    if "text/xml" not in answer.headers.get("content-type", "text/xml"):
        raise NotOpenRosa("not text/xml: is there a network proxy?")
    if "x-openrosa-version" not in answer.headers:
        raise NotOpenRosa("does not correctly implement the OpenRosa API")
    try:
        root = etree.fromstring(answer.body.decode("utf-8").encode())
    except (etree.XMLSyntaxError, UnicodeDecodeError) as problem:
        raise NotOpenRosa("not XML") from problem
    if _local(root.tag) != name or _namespace(root) != namespace:
        raise NotOpenRosa(f"the root is not {name}")
    return root


def _list_entry(element: etree._Element) -> ListEntry:
    texts = _texts(element)
    if not texts.get("formID") or not texts.get("name") or not texts.get("downloadUrl"):
        raise NotOpenRosa("a form lacks its id, name or address")
    if texts.get("hash") == "":
        raise Crash("an empty hash")
    named = texts.get("hash") or ""
    return ListEntry(
        form_id=texts["formID"],
        name=texts["name"],
        version=texts.get("version") or None,
        md5=named[4:] if named.startswith("md5:") else None,
        download_url=_absolute(texts["downloadUrl"]),
        manifest_url=_absolute(texts["manifestUrl"]) if texts.get("manifestUrl") else None,
    )


def _media_entry(element: etree._Element) -> MediaEntry:
    texts = _texts(element)
    if not texts.get("filename") or "hash" not in texts or not texts.get("downloadUrl"):
        raise NotOpenRosa("a media file lacks its name, hash or address")
    if len(texts["hash"]) < 4:
        raise Crash("a hash shorter than its prefix")
    return MediaEntry(
        filename=texts["filename"].rpartition("/")[2],
        md5=texts["hash"][4:],
        download_url=_absolute(texts["downloadUrl"]),
    )


def _texts(element: etree._Element) -> dict[str, str]:
    """Only the text before the first child element is read."""
    return {_local(child.tag): (child.text or "").strip() for child in element}


def _absolute(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii():
        raise NotOpenRosa("an address is not absolute")
    if " " in url or '"' in url:
        raise NotOpenRosa("an address is not percent-encoded")
    return url


def _is(element: etree._Element, name: str, namespace: str) -> bool:
    return _local(element.tag).lower() == name.lower() and _namespace(element) == namespace


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _namespace(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0].lstrip("{").lower()
