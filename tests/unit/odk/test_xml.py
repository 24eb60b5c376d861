"""Hostile XML is refused in one sentence, quickly, before it becomes a tree."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import Code, Refused
from server.odk.xml import Limits, local_name, parse

_BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def _refusal(data: bytes, limits: Limits | None = None) -> Code:
    with pytest.raises(Refused) as caught:
        parse(data, limits or Limits())
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"no markup",
        b"<a><b></a></b>",
        b"<a>",
        b"<a/>more",
        b"<a>\0</a>",
        b"<a>\x01</a>",
        b"<a>&#0;</a>",
        b"<a>&unknown;</a>",
        b"<p:a/>",
        b"<a x='1' x='2'/>",
        b"<a>\xff</a>",
        b"<a>\xed\xa0\x80</a>",
        b"<?xml version='1.0' encoding='latin-1'?><a>\xe9</a>",
        b"<?xml version='1.0' encoding='UTF-7'?><a>+ADw-b+AD4-</a>",
        "<a>x</a>".encode("utf-16"),
        "<a>x</a>".encode("utf-32"),
    ],
)
def test_parse_refuses_what_is_not_xml(data: bytes) -> None:
    assert _refusal(data) is Code.NOT_XML


def test_parse_refuses_a_document_type() -> None:
    assert _refusal(b"<!DOCTYPE a><a/>") is Code.XML_FORBIDDEN
    assert _refusal(_BOMB) is Code.XML_FORBIDDEN
    assert _refusal(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>') is Code.XML_FORBIDDEN


@pytest.mark.parametrize("levels", [65, 256, 257, 100_000])
def test_parse_refuses_deep_nesting(levels: int) -> None:
    deep = b"<a>" * levels + b"</a>" * levels
    assert _refusal(deep, Limits(marks=10**6)) is Code.XML_TOO_DEEP


def test_parse_refuses_deep_nesting_that_never_ends() -> None:
    assert _refusal(b"<a>" * 150_000) is Code.XML_TOO_DEEP


def test_parse_reads_64_levels() -> None:
    assert parse(b"<a>" * 64 + b"</a>" * 64).tag == "a"


def test_parse_refuses_many_elements() -> None:
    assert _refusal(b"<a>" + b"<b/>" * 200_000 + b"</a>") is Code.XML_TOO_MANY


def test_parse_refuses_many_attributes() -> None:
    attributes = b"".join(b' a%d=""' % number for number in range(200_001))
    assert _refusal(b"<a" + attributes + b"/>") is Code.XML_TOO_MANY


def test_parse_refuses_a_large_document() -> None:
    assert _refusal(b"<a>" + b" " * 2**20 + b"</a>", Limits(size=2**20)) is Code.TOO_LARGE


def test_refusal_does_not_quote_the_document() -> None:
    with pytest.raises(Refused) as caught:
        parse(b"<a><secret></a>")
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_parse_leaves_out_comments_and_instructions() -> None:
    root = parse(b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8' ?><a>x<!-- y --><?z?>z</a>")
    assert (len(root), root.text) == (0, "xz")


def test_parse_keeps_text_as_sent() -> None:
    root = parse("<a> é\t&lt;&#10;<![CDATA[<b>]]>🐄 </a>".encode())
    assert root.text == " é\t<\n<b>🐄 "


def test_local_name_drops_the_namespace() -> None:
    assert local_name(parse(b'<x:a xmlns:x="urn:x"/>')) == "a"
    assert local_name(parse(b"<a/>")) == "a"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text("<>/a&;='\"![]-? ", max_size=100).map(str.encode))
def test_parse_only_ever_refuses(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert local_name(parse(data))
