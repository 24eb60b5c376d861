"""Read XML that a stranger sent: bounded in size, in marks and in depth, without a document type.

Every bound but the depth is checked on the bytes before the parser sees them. Deep nesting is cut
off by libxml2 itself at 256 levels while it reads, so neither 100,000 levels nor a million
elements ever become a tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree

from server.errors import Code, Refused

_MEBIBYTE = 1024 * 1024
_ENCODING = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)")
_READABLE = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_RESOURCE_LIMIT = 114  # libxml2's XML_ERR_RESOURCE_LIMIT: "Excessive depth in document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much XML is read: bytes, marks (each of `<` and `=` counted apart) and levels.

    A document cannot hold more elements than `<`, nor more attributes than `=`.
    """

    size: int = 8 * _MEBIBYTE
    marks: int = 150_000
    depth: int = 64


SUBMISSION = Limits()


def parse(data: bytes, limits: Limits = SUBMISSION) -> etree._Element:
    """Return the root of a UTF-8 document, comments and processing instructions left out.

    Raises:
        Refused: TOO_LARGE, XML_FORBIDDEN, XML_TOO_MANY, XML_TOO_DEEP, or NOT_XML for all else.
    """
    _check_bytes(data, limits)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        code = Code.XML_TOO_DEEP if error.code == _RESOURCE_LIMIT else Code.NOT_XML
        raise Refused(code) from None  # the parser's own words quote the document
    if _deeper_than(limits.depth)(root):
        raise Refused(Code.XML_TOO_DEEP)
    return root


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    tag = str(element.tag)
    return tag.rpartition("}")[2] if tag.startswith("{") else tag


def _check_bytes(data: bytes, limits: Limits) -> None:
    if len(data) > limits.size:
        raise Refused(Code.TOO_LARGE, limit=f"{limits.size // _MEBIBYTE} MB")
    if b"\0" in data:  # also every document in UTF-16 or UTF-32
        raise Refused(Code.NOT_XML)
    # Also inside CDATA, where it would be harmless: no ODK client writes one.
    if b"<!DOCTYPE" in data:
        raise Refused(Code.XML_FORBIDDEN)
    if max(data.count(b"<"), data.count(b"=")) > limits.marks:
        raise Refused(Code.XML_TOO_MANY)
    declared = _ENCODING.match(data)
    if declared and declared[1].lower() not in _READABLE:
        raise Refused(Code.NOT_XML)


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",  # over what the document says, so that _check_bytes saw what is parsed
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


@cache
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")
