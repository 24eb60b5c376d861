"""Which nodes and lists an expression reads."""

from __future__ import annotations

import pytest

from server.odk.web_form.literals import literal, quoted
from server.odk.web_form.reading import reads

HERE = "/data/r/here"


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("", ()),
        ("1 + .5 - 'x /data/y'", ()),
        (". > 0", (HERE,)),
        ("../age * 2 div ../years mod 3", ("/data/r/age", "/data/r/years")),
        ("/data/a and /data/b or and", ("/data/a", "/data/b", "/data/r/here/and")),
        (" /data/div  div  /data/a ", ("/data/div", "/data/a")),
        ("-/data/a", ("/data/a",)),
        ("selected(/data/a, 'x') and not(/data/b)", ("/data/a", "/data/b")),
        ("count(/data/r)", ("/data/r",)),
        ("position(..)", ("/data/r",)),
        ("/data/r[./name = ../other]/age", ("/data/r/name", "/data/other", "/data/r/age")),
        ("current()/../a", ("/data/r/a",)),
        ("current()", (HERE,)),
        ("once(uuid())", ()),
        ("string(../a/text())", ("/data/r/a",)),
        ("node()", (HERE,)),
        ("../a/@odk:x", ("/data/r/a",)),
        ("(/data/a)", ("/data/a",)),
        ("indexed-repeat(/data/s/x, /data/s, 2)", ("/data/s/x", "/data/s")),
        ("child::a + self::node() + parent::node()", ("/data/r/here/a", HERE, "/data/r")),
        ("jr:choice-name(selected-at(/data/a, 0), ' /data/b ')", ("/data/a", "/data/b")),
    ],
)
def test_the_nodes_an_expression_reads_are_told(expression: str, paths: tuple[str, ...]) -> None:
    assert reads(expression, HERE).paths == paths


@pytest.mark.parametrize(
    "expression",
    [
        "//a",
        "/data//a",
        "/data/*",
        "*",
        "following::a",
        "(/data/a)/b",
        "f(/data/a)[1]",
        "/",
        "*/..",
    ],
)
def test_a_way_that_cannot_be_followed_is_everything(expression: str) -> None:
    assert "*" in reads(expression, HERE).paths


def test_what_is_read_of_a_list_is_no_node() -> None:
    found = reads("instance('towns')/root/item[name = ../x and size = current()/../s]/label", HERE)
    assert found.lists == ("towns",)
    assert found.paths == ("/data/r/s",)
    assert {"name", "size", "label", "x"} <= found.columns


def test_a_condition_of_a_list_names_columns() -> None:
    found = reads("region = /data/region and . != '' and child::kind = 1", HERE, of_list=True)
    assert found.paths == ("/data/region",)
    assert found.columns == {"region", "kind"}


def test_a_file_that_is_looked_up_is_a_list() -> None:
    found = reads("pulldata('towns', 'size', 'name', ../town)", HERE)
    assert (found.lists, found.paths) == (("towns",), ("/data/r/town",))
    assert found.columns == {"size", "name"}


@pytest.mark.parametrize("expression", ["f(", "a[", ")", "/data/", "a::", "instance()", "@", "::"])
def test_what_is_badly_formed_comes_to_an_end(expression: str) -> None:
    assert reads(expression, HERE).lists == ()


@pytest.mark.parametrize("text", ["", "plain", "it's", 'so "called"', "it's \"so\" and 'so'"])
def test_a_text_becomes_an_expression(text: str) -> None:
    expression = quoted(text)
    assert literal(expression) in {text, None}
    assert reads(expression, HERE).paths == ()


@pytest.mark.parametrize("expression", ["", "1", "'a' + 'b'", "a", "concat('a', 'b')"])
def test_what_is_not_one_text_is_no_literal(expression: str) -> None:
    assert literal(expression) is None


def test_a_text_with_both_quotes_is_put_together() -> None:
    assert quoted("a'b\"c") == "concat('a', \"'\", 'b\"c')"
