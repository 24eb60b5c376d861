"""The documents of the OpenRosa API: the list of forms, a form's manifest, an answer's message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5

FORM_LIST_NAMESPACE = "http://openrosa.org/xforms/xformsList"
MANIFEST_NAMESPACE = "http://openrosa.org/xforms/xformsManifest"
RESPONSE_NAMESPACE = "http://openrosa.org/http/response"

# Collect refuses a list or manifest served as application/xml.
CONTENT_TYPE = "text/xml; charset=utf-8"

# Stands in a stored XForm where each agent's own submission address goes.
SUBMISSION_PLACEHOLDER = "{{LESPWA_SUBMISSION_URL}}"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Nature(StrEnum):
    """What a message says about the request: the values of OpenRosa's `nature` attribute."""

    RECEIVED = "submit_success"
    REFUSED = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedForm:
    """One form of the list; `md5` is of the exact bytes served at `download_url`.

    `version` is left out of the list when blank, `manifest_url` when the form has no media.
    """

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """One media file of a form's manifest; `md5` is of the bytes served at `download_url`."""

    filename: str
    md5: str
    download_url: str


def form_list(forms: Iterable[ListedForm]) -> bytes:
    """Write the form list (OpenRosa FormListAPI 1.0) as Collect's parser needs it.

    An empty element is never written: an empty `<hash>` crashes Collect, and a form without an id,
    a name or an address makes the whole list unreadable to it.
    """
    return _document("xforms", FORM_LIST_NAMESPACE, (_xform(form) for form in forms))


def manifest(files: Iterable[ListedFile]) -> bytes:
    """Write the manifest of a form's media; no files make an empty, valid manifest."""
    return _document("manifest", MANIFEST_NAMESPACE, (_media_file(file) for file in files))


def response(message: str, nature: Nature) -> bytes:
    """Write the OpenRosaResponse whose message Collect shows to the person holding the tablet."""
    body = f'<message nature="{nature.value}">{_escaped(message)}</message>'
    return _document("OpenRosaResponse", RESPONSE_NAMESPACE, [body])


def md5_hex(content: bytes) -> str:
    """Return the hash OpenRosa names files by: 32 lower-case hex digits."""
    return md5(content, usedforsecurity=False).hexdigest()


def served_form(xform: bytes, submission_url: str) -> bytes:
    """Return the bytes of a stored XForm as one agent gets them: always the same for one address.

    The list's hash is of these bytes; anything that differed from one request to the next would
    make tablets install and delete the form in turn.
    """
    address = _escaped(submission_url).replace('"', "&quot;")
    return xform.replace(SUBMISSION_PLACEHOLDER.encode(), address.encode())


def _xform(form: ListedForm) -> str:
    return _element(
        "xform",
        formID=form.form_id,
        name=_shown_name(form),
        version=form.version,
        hash=f"md5:{form.md5}",
        downloadUrl=form.download_url,
        manifestUrl=form.manifest_url or "",
    )


def _shown_name(form: ListedForm) -> str:
    """Return the form's name, or its id when Collect could make no file name of the name."""
    return form.name if any(letter.isalnum() for letter in form.name) else form.form_id


def _media_file(file: ListedFile) -> str:
    return _element(
        "mediaFile",
        filename=file.filename,
        hash=f"md5:{file.md5}",
        downloadUrl=file.download_url,
    )


def _element(element: str, /, **children: str) -> str:
    texts = ((child, _escaped(text)) for child, text in children.items())
    inner = "".join(f"<{child}>{text}</{child}>" for child, text in texts if text.strip())
    return f"<{element}>{inner}</{element}>"


def _document(root: str, namespace: str, children: Iterable[str]) -> bytes:
    inner = "".join(children)
    return f'{_DECLARATION}<{root} xmlns="{namespace}">{inner}</{root}>'.encode()


def _escaped(text: str) -> str:
    """Escape a text for element content; what XML cannot hold becomes a replacement sign."""
    clean = _NOT_XML.sub("\ufffd", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
