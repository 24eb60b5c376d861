"""Odd and hostile forms on paper: nothing is cut off, nothing is parted, nothing fails."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from server.domain.forms import Audience
from server.errors import Refused
from server.odk.paper.reading import read_paper
from server.odk.paper.sheet import Kind, PaperForm, Question
from server.web.print import document
from server.web.print.flow import Frame, laid_out
from server.web.print.ink import Block, Line, Strip, Text, mirrored
from tests.simulators.paper import pages, paper, printed, squeezed

PLAIN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
 <h:head><model><instance><data id="t"/></instance></model></h:head><h:body/></h:html>"""
FRAME = Frame(x=0, top=10, bottom=110)


def block(height: float, name: str = "a", *, heading: bool = False, parts: int = 1) -> Block:
    mark = Text(x=0, y=0, text=name, size=9)
    strips = tuple(Strip(height=height / parts, marks=(mark,)) for _ in range(parts))
    return Block(strips=strips, is_heading=heading)


def names(*blocks: Block) -> list[list[str]]:
    sheets = laid_out(blocks, FRAME)
    return [[each.text for each in sheet if isinstance(each, Text)] for sheet in sheets]


def form(*questions: Question) -> PaperForm:
    return PaperForm(form_id="f", title="T", version="1", language="", items=questions)


def question(label: str, kind: Kind = Kind.LINE, choices: tuple[str, ...] = ()) -> Question:
    return Question(number=1, label=label, hint="", kind=kind, choices=choices)


def text(sheet: PaperForm) -> str:
    return squeezed("".join(pages(printed(sheet).content)))


def test_question_that_does_not_fit_goes_to_the_next_sheet_whole() -> None:
    assert names(block(60, "a"), block(60, "b", parts=3)) == [["a"], ["b", "b", "b"]]


def test_heading_goes_with_what_follows() -> None:
    headed = (block(70, "a"), block(20, "h", heading=True), block(20, "b"))
    assert names(*headed) == [["a"], ["h", "b"]]


def test_heading_at_the_end_is_kept() -> None:
    assert names(block(20, "a"), block(20, "h", heading=True)) == [["a", "h"]]


def test_block_higher_than_a_sheet_is_parted_between_its_lines() -> None:
    assert names(block(20, "a"), block(160, "b", parts=8)) == [["a", *"bbbb"], ["b"] * 4]


def test_form_without_questions_says_so() -> None:
    made = printed(read_paper(PLAIN.encode()))
    assert made.sheets == 1
    assert "This form has no questions." in pages(made.content)[0]


def test_very_long_label_is_printed_whole() -> None:
    words = [f"word{number}." for number in range(4000)]
    shown = text(form(question(" ".join(words))))
    assert [word for word in words if word not in shown] == []


def test_word_wider_than_the_sheet_is_cut_not_lost() -> None:
    assert "x" * 400 in text(form(question("x" * 400)))


def test_very_long_choices_are_printed_whole() -> None:
    long = tuple(" ".join(f"{name}{number}" for number in range(900)) for name in "ab")
    shown = text(form(question("Q", Kind.SEVERAL, long)))
    assert all(word in shown for choice in long for word in choice.split())


def test_form_of_four_hundred_questions_has_every_one() -> None:
    survey = "|type|name|label|" + "".join(f"\n|text|q{n}|Question {n}?|" for n in range(400))
    made = printed(paper(survey))
    shown = squeezed("".join(pages(made.content)))
    assert [number for number in range(400) if f"Question{number}?" not in shown] == []
    assert made.sheets < 25


def test_every_kind_of_question_has_room_for_its_answer() -> None:
    every = tuple(question(f"Kind {each}", each, ("Choice",)) for each in Kind)
    shown = text(form(*every))
    assert all(squeezed(f"Kind {each}") in shown for each in Kind)
    assert "Apictureorafilecanbeaddedonly" in shown
    assert "Numberthem" in shown
    assert "DDMMYYYY" in shown.replace("/", "")


def test_repeat_is_printed_twice_with_a_word_on_more() -> None:
    survey = "|type|name|label|\n|begin_repeat|r|A child|\n|text|a|Name?|\n|end_repeat|||"
    shown = text(paper(survey))
    assert "Achild:no.1" in shown
    assert "Achild:no.2" in shown
    assert "writethereferenceonitandthenumber1." in shown


def test_repeats_within_repeats_do_not_run_away() -> None:
    begins = "".join(f"\n|begin_repeat|r{depth}||" for depth in range(12))
    survey = f"|type|name|label|{begins}\n|text|a|Name?|" + "\n|end_repeat|||" * 12
    assert text(paper(survey)).count("Name?") == 8


def test_part_under_a_condition_says_so_at_its_head() -> None:
    survey = (
        "|type|name|label|relevant|\n|select_one yn|a|Seen?||\n"
        "|begin_group|g||${a} = 'yes'|\n|text|b|Where?||\n|text|c|When?||\n|end_group||||"
    )
    assert squeezed("No. 2 to 3: only if no. 1 is “Yes”.") in text(paper(survey))


def test_missing_translation_is_told_on_the_paper() -> None:
    survey = "|type|name|label::English (en)|label::Español (es)|\n|text|a|Why?||\n|text|b|A|A|"
    shown = " ".join(pages(printed(paper(survey, language="es")).content)[0].split())
    assert "aún no están traducidas; aquí aparecen en English (en)" in shown


def test_language_that_the_words_lack_has_its_rules_in_english() -> None:
    survey = "|type|name|label::Kwéyòl (acf)|\n|text|a|Poutji?|"
    shown = " ".join(pages(printed(paper(survey)).content)[0].split())
    assert "Poutji?" in shown
    assert "Please read first" in shown


def test_form_from_right_to_left_is_mirrored() -> None:
    survey = "|type|name|label::العربية (ar)|\n|text|a|ما اسمك؟|"
    made = printed(paper(survey))
    assert made.lacking == ""
    found: list[float] = []
    page = PdfReader(io.BytesIO(made.content)).pages[0]
    page.extract_text(
        visitor_text=lambda said, _, matrix, *__: found.append(matrix[4]) if said == "1" else None
    )
    assert all(at > 500 for at in found)


def test_line_and_turned_text_are_mirrored() -> None:
    line = Line(x=10, y=0, to_x=30, to_y=5)
    assert mirrored(line, 100) == Line(x=90, y=0, to_x=70, to_y=5)
    turned = mirrored(Text(x=10, y=0, text="a", size=10, turned=True), 100)
    assert 85 < turned.x < 87


def test_letters_that_no_font_has_are_told() -> None:
    assert printed(form(question("தமிழ்"))).lacking == "".join(sorted(set("தமிழ்")))


def test_own_font_is_used_and_ours_helps_out() -> None:
    own = Path(document.__file__).parent / "fonts" / "DejaVuSansCondensed-Bold.ttf"
    made = printed(form(question("Where?")), font=own)
    assert (made.lacking, made.sheets) == ("", 1)


def test_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"not a font")
    with pytest.raises(Refused, match="it is not a font that can be used"):
        printed(form(question("Where?")), font=tmp_path / "font.ttf")


def test_document_says_its_language_and_nothing_of_who_made_it() -> None:
    facts = PdfReader(io.BytesIO(printed(form(question("A")), Audience.PUBLIC).content)).metadata
    assert facts is not None
    assert (facts.title, facts.author, facts.producer) == ("T", None, "Lespwa")
