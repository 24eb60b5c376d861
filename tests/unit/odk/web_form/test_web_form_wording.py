"""Markdown in labels, hints and notes, and that nothing of them is ever read as HTML."""

from __future__ import annotations

import time

import pytest

from server.odk.web_form.markdown import plain
from server.odk.web_form.tree import Output, Part, Text
from server.web.fill.wording import flowing, inline
from tests.simulators.web_forms import compiled, page_of


def text(*parts: Part) -> Text:
    return Text(parts=parts)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("**so**", "<strong>so</strong>"),
        ("__so__", "<strong>so</strong>"),
        ("*so*", "<em>so</em>"),
        ("_so_ on", "<em>so</em> on"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*so\*", "*so*"),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", "one<br>two"),
        ("# Head", "<strong>Head</strong>"),
        ("- a\n- b", "• a<br>• b"),
        ("3. three", "3. three"),
        (
            "Quoi ? « Oui ! »",
            "Quoi\N{NO-BREAK SPACE}? «\N{NO-BREAK SPACE}Oui\N{NO-BREAK SPACE}!\N{NO-BREAK SPACE}»",
        ),
        ("<span style='color:red'>red</span>", "red"),
        ("", ""),
    ],
)
def test_a_label_is_written_in_a_line(written: str, expected: str) -> None:
    assert str(inline(text(written))) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        (
            "**Stop\nand read** this",
            "<p><strong>Stop</strong><br><strong>and read</strong> this</p>",
        ),
        ("__a\n\nb__", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        (
            "**a\n- b\n- c**",
            (
                "<p><strong>a</strong></p><ul><li><strong>b</strong></li>"
                "<li><strong>c</strong></li></ul>"
            ),
        ),
        ("**a** b\nc **d**", "<p><strong>a</strong> b<br>c <strong>d</strong></p>"),
        ("Name: ____\nPhone: ____", "<p>Name: ____<br>Phone: ____</p>"),
        ((r"\**a" "\nb**"), "<p>**a<br>b**</p>"),
        ("2 ** a\nb ** c", "<p>2 ** a<br>b ** c</p>"),
        ("**a**b\nc**d**", "<p><strong>a</strong>b<br>c<strong>d</strong></p>"),
        ("**a\nb", "<p>**a<br>b</p>"),
        ("## Head ##\nwords", "<h3>Head</h3><p>words</p>"),
        ("see:\n- a\n* b\nend", "<p>see:</p><ul><li>a</li><li>b</li></ul><p>end</p>"),
        ("#5 is no heading", "<p>#5 is no heading</p>"),
    ],
)
def test_a_note_flows(written: str, expected: str) -> None:
    assert str(flowing(text(written), 3)) == expected


def test_no_text_is_nothing() -> None:
    assert str(inline(None)) == str(flowing(None, 2)) == ""


AWAY = 'target="_blank" rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "[law](https://e.org/law)",
            f'<a href="https://e.org/law" {AWAY}>law</a> (https://e.org/law)',
        ),
        ("[847](tel:847)", f'<a href="tel:847" {AWAY}>847</a>'),
    ],
)
def test_links_show_where_they_lead(written: str, expected: str) -> None:
    assert str(inline(text(written))) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert`1`",
        "http://example.org",
        "data:text/html,x",
        "//example.org",
        "https://a\"onclick='x'",
        "tel:javascript",
        "JAVASCRIPT:x",
    ],
)
def test_other_addresses_are_no_links(address: str) -> None:
    assert str(inline(text(f"[go]({address})"))) == "go"


def test_values_stand_where_the_words_have_them() -> None:
    parts = ("**", Output(index=4), "** and ", Output(index=0), "\n- ", Output(index=2), "!")
    assert str(flowing(text(*parts), 2)) == (
        '<p><strong><output data-value="4"></output></strong> and '
        '<output data-value="0"></output></p>'
        '<ul><li><output data-value="2"></output>!</li></ul>'
    )


def test_a_value_in_an_address_makes_no_link() -> None:
    written = inline(text("[x](https://e.org/", Output(index=1), ")"))
    assert "<a" not in written
    assert 'data-value="1"' in written


def test_the_mark_for_a_value_cannot_be_written() -> None:
    assert str(inline(text("a\N{OBJECT REPLACEMENT CHARACTER}b", Output(index=0)))) == (
        'ab<output data-value="0"></output>'
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*A* **b**", "A b"),
        ("[x](https://e.org)", "x"),
        ("a\nb", "a b"),
        ("- a\n- b", "a b"),
        ("# H", "H"),
    ],
)
def test_choices_of_a_list_have_no_marks(written: str, expected: str) -> None:
    assert plain(written) == expected


@pytest.mark.parametrize("written", ["[" * 30000, "*a" * 15000, "**" * 16000, "_ a" * 9000])
def test_a_very_long_label_takes_no_time(written: str) -> None:
    began = time.perf_counter()
    inline(text(written))
    assert time.perf_counter() - began < 2


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"' [x](javascript:alert(1))"


def test_a_hostile_label_stays_words() -> None:
    survey = (
        f"|type|name|label|hint|guidance_hint|\n|text|a|{HOSTILE}|{HOSTILE}|{HOSTILE}|\n"
        f"|begin_group|g|{HOSTILE}|||\n|select_one yn|b|{HOSTILE}|||\n|end_group||||\n"
        f"|begin_repeat|r|{HOSTILE}|||\n|note|c|{HOSTILE}|||\n|end_repeat||||"
    )
    choices = f"|list_name|name|label|\n|yn|yes|{HOSTILE}|"
    page = page_of(compiled(survey, choices))
    assert [each.get("id") for each in page.cssselect("script")] == ["form-model"]
    assert page.cssselect("img, [onerror], a[href]") == []
    assert page.text_content().count("<script>alert(1)</script>") == 9
