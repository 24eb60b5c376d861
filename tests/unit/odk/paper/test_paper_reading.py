"""A form read for paper: what each question becomes, in which words."""

from __future__ import annotations

import pytest

from server.errors import Refused
from server.odk.paper.languages import find_language, language_code
from server.odk.paper.reading import read_paper
from server.odk.paper.sheet import Item, Kind, Note, Question, Section, Table, Unsaid, questions
from server.odk.paper.wording import plain
from tests.simulators.paper import YES_NO, paper
from tests.simulators.sheets import SETTINGS

TWO = """
| list_name | name | label::English (en) | label::Español (es) |
| yn        | yes  | Yes                 | Sí                  |
| yn        | no   | No                  |                     |
"""
PLAIN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
 <h:head>{title}<model>{model}</model></h:head><h:body>{body}</h:body></h:html>"""


def written(model: str, body: str, title: str = "") -> tuple[Item, ...]:
    return read_paper(PLAIN.format(model=model, body=body, title=title).encode()).items


def one(survey: str, choices: str = YES_NO) -> Question:
    [found] = questions(paper(f"|type|name|label|{survey}", choices).items)
    return found


@pytest.mark.parametrize(
    ("type_", "appearance", "kind"),
    [
        ("text", "", Kind.LINE),
        ("text", "multiline", Kind.LINES),
        ("integer", "", Kind.INTEGER),
        ("decimal", "", Kind.DECIMAL),
        ("date", "", Kind.DATE),
        ("time", "", Kind.TIME),
        ("dateTime", "", Kind.MOMENT),
        ("select_one yn", "", Kind.ONE),
        ("select_multiple yn", "", Kind.SEVERAL),
        ("rank yn", "", Kind.RANK),
        ("acknowledge", "", Kind.TICK),
        ("image", "signature", Kind.SIGNATURE),
        ("image", "", Kind.DEVICE),
        ("audio", "", Kind.DEVICE),
        ("geopoint", "", Kind.LINE),
        ("barcode", "", Kind.LINE),
        ("range", "", Kind.INTEGER),
    ],
)
def test_question_becomes_what_a_pen_can_answer(type_: str, appearance: str, kind: Kind) -> None:
    survey = f"|type|name|label|appearance|\n|{type_}|a|Why?|{appearance}|"
    [found] = questions(paper(survey).items)
    assert (found.number, found.label, found.kind) == (1, "Why?", kind)


def test_long_list_is_written_in() -> None:
    rows = "\n".join(f"| many | c{number} | Choice {number} |" for number in range(31))
    found = one("\n|select_one many|a|Which?|", f"|list_name|name|label|\n{rows}")
    assert found.kind is Kind.WRITTEN


def test_list_in_a_file_that_is_not_there_is_written_in() -> None:
    assert one("\n|select_one_from_file towns.csv|a|Which?|").kind is Kind.WRITTEN


def test_hint_on_searching_a_list_is_not_for_paper() -> None:
    rows = "\n".join(f"| many | c{number} | Choice {number} |" for number in range(31))
    survey = "|type|name|label|hint|appearance|\n|select_one many|a|Which?|Type it.|autocomplete|"
    [found] = questions(paper(survey, f"|list_name|name|label|\n{rows}").items)
    assert found.hint == ""


def test_question_without_a_label_is_called_by_its_name() -> None:
    body = '<input ref="/data/a"/>'
    [found] = questions(written('<instance><data id="t"><a/></data></instance>', body))
    assert found.label == "a"


def test_form_without_a_title_is_called_by_its_id() -> None:
    model = '<instance><data id="t"><a/></data></instance>'
    bare = read_paper(PLAIN.format(model=model, body="", title="").encode())
    assert (bare.title, bare.items, bare.version, bare.language) == ("t", (), "", "")


def test_title_is_read() -> None:
    model = '<instance><data id="t"/></instance>'
    title = "<h:title>A title</h:title>"
    assert read_paper(PLAIN.format(model=model, body="", title=title).encode()).title == "A title"


def test_hint_and_guidance_are_both_there() -> None:
    survey = "|type|name|label|hint|guidance_hint|\n|text|a|Why?|Short.|Long.|"
    assert questions(paper(survey).items)[0].hint == "Short.\nLong."


def test_hint_that_is_not_translated_stands_alone() -> None:
    body = '<input ref="/data/a"><label>L</label><hint>H</hint></input>'
    [found] = questions(written('<instance><data id="t"><a/></data></instance>', body))
    assert (found.label, found.hint) == ("L", "H")


@pytest.mark.parametrize(
    ("constraint", "digits"),
    [
        (". >= 0 and . <= 120", 3),
        (". < 10 and . <= 5000", 2),
        (". >= 1900", 4),
        (". > 0", 6),
        ("", 6),
    ],
)
def test_whole_number_has_as_many_boxes_as_it_may_have_digits(constraint: str, digits: int) -> None:
    survey = f"|type|name|label|constraint|\n|integer|a|How many?|{constraint}|"
    assert questions(paper(survey).items)[0].digits == digits


def test_required_question_says_so() -> None:
    survey = "|type|name|label|required|\n|text|a|Why?|yes|\n|text|b|How?||"
    assert [each.is_required for each in questions(paper(survey).items)] == [True, False]


def test_calculations_are_not_on_the_paper() -> None:
    survey = "|type|name|label|calculation|\n|calculate|a||1 + 1|\n|text|b|Why?||\n|start|c|||"
    assert [each.label for each in questions(paper(survey).items)] == ["Why?"]


def test_constant_in_a_label_is_printed_and_another_value_left_blank() -> None:
    survey = (
        "|type|name|label|calculation|\n|calculate|line||'847'|\n|calculate|sum||1 + 1|\n"
        "|note|n|Call ${line}, say ${sum}.||\n|text|b|Call ${line}.||"
    )
    note, question = paper(survey).items
    assert isinstance(note, Note)
    assert note.text == "Call 847, say ____________."
    assert isinstance(question, Question)
    assert question.label == "Call 847."


def test_marks_within_a_label_keep_their_words() -> None:
    body = '<input ref="/data/a"><label>One <b>two</b> three</label></input>'
    [found] = questions(written('<instance><data id="t"><a/></data></instance>', body))
    assert found.label == "One two three"


def test_note_with_a_hint_gives_both() -> None:
    survey = "|type|name|label|hint|\n|note|n|Read.|Slowly.|"
    assert [each.text for each in paper(survey).items if isinstance(each, Note)] == [
        "Read.",
        "Slowly.",
    ]


def test_note_that_shows_by_a_calculation_is_the_devices_own() -> None:
    survey = (
        "|type|name|label|calculation|relevant|\n|text|b|Age?|||\n|calculate|a||1 + 1||\n"
        "|note|n|Too high.||${a} > 3|\n|note|m|Empty.||${b} = ''|"
    )
    assert [each.text for each in paper(survey).items if isinstance(each, Note)] == ["Empty."]


def test_repeat_is_a_section_to_be_filled_in_again() -> None:
    survey = (
        "|type|name|label|\n|begin_repeat|r|A child|\n|text|a|Name?|\n|end_repeat|||\n"
        "|begin_group|g|Home|\n|text|b|Where?|\n|end_group|||"
    )
    first, second = paper(survey).items
    assert isinstance(first, Section)
    assert isinstance(second, Section)
    assert (first.title, first.repeats) == ("A child", True)
    assert (second.title, second.repeats) == ("Home", False)


def test_repeat_that_stands_in_no_group_of_its_own_is_one_too() -> None:
    model = '<instance><data id="t"><r><a/></r></data></instance>'
    body = '<repeat nodeset="/data/r"><input ref="/data/r/a"><label>L</label></input></repeat>'
    [section] = written(model, body)
    assert isinstance(section, Section)
    assert (section.repeats, section.title) == (True, "")


def test_group_without_a_path_is_read_through() -> None:
    model = '<instance><data id="t"><a/></data></instance><bind id="b" nodeset="/data/a"/>'
    body = '<group><label>G</label><input bind="b"><label>L</label></input></group>'
    [section] = written(model, body)
    assert isinstance(section, Section)
    assert [each.label for each in questions(section.items)] == ["L"]


def test_group_of_nothing_to_ask_is_left_out() -> None:
    survey = (
        "|type|name|label|calculation|\n|begin_group|g|Home||\n|calculate|a||1|\n|end_group||||\n"
        "|text|b|Why?||"
    )
    assert [type(each) for each in paper(survey).items] == [Question]


def test_condition_that_cannot_be_said_is_told_from_none() -> None:
    survey = "|type|name|label|relevant|\n|text|a|Why?|position(..) = 3|\n|text|b|How?||"
    assert [each.condition for each in questions(paper(survey).items)] == [Unsaid(), None]


def test_condition_quotes_the_choice_in_the_language_of_the_paper() -> None:
    survey = (
        "|type|name|label::English (en)|label::Español (es)|relevant|\n"
        "|select_one yn|a|Seen?|¿Visto?||\n|text|b|Where?|¿Dónde?|${a} = 'yes'|"
    )
    found = questions(paper(survey, TWO, language="es").items)[1]
    assert "Sí" in str(found.condition)


def test_code_that_is_no_choice_is_quoted_as_it_is() -> None:
    survey = "|type|name|label|relevant|\n|select_one yn|a|Seen?||\n|text|b|Where?|${a} = 'gone'|"
    assert "gone" in str(questions(paper(survey).items)[1].condition)


def test_missing_translation_falls_back_and_is_told() -> None:
    survey = "|type|name|label::English (en)|label::Español (es)|\n|text|a|Why?||\n|text|b||¿B?|"
    spanish = paper(survey, language="es")
    assert [each.label for each in questions(spanish.items)] == ["Why?", "¿B?"]
    assert spanish.stands_in == "English (en)"


def test_missing_translation_of_a_choice_falls_back_and_is_told() -> None:
    survey = "|type|name|label::English (en)|label::Español (es)|\n|select_one yn|a|A|A|"
    spanish = paper(survey, TWO, language="Español (es)")
    assert questions(spanish.items)[0].choices == ("Sí", "No")
    assert spanish.stands_in == "English (en)"


def test_text_that_no_language_has_is_empty() -> None:
    model = (
        '<instance><data id="t"><a/></data></instance>'
        '<itext><translation lang="x"><text id="b"><value>-</value></text></translation></itext>'
    )
    body = '<input ref="/data/a"><label ref="jr:itext(\'b\')"/></input>'
    [found] = questions(written(model, body))
    assert found.label == "a"


def test_form_with_one_unnamed_language_lacks_nothing() -> None:
    assert paper("|type|name|label|\n|select_one yn|a|Seen?|").stands_in == ""


def test_language_is_found_by_name_and_by_code() -> None:
    known = ("English (en)", "Español (es)")
    assert find_language(known, None) == "English (en)"
    assert find_language(known, " ES ") == find_language(known, "español (es)") == "Español (es)"
    assert find_language((), None) == ""


@pytest.mark.parametrize(
    ("known", "there"), [(("English (en)",), "English (en)"), ((), "one language without a name")]
)
def test_language_that_is_not_there_is_refused(known: tuple[str, ...], there: str) -> None:
    with pytest.raises(Refused, match="nothing in the language fr") as refusal:
        find_language(known, "fr")
    assert there in refusal.value.sentence


def test_code_of_a_language_without_brackets_is_its_name() -> None:
    assert (language_code("Kwéyòl (acf)"), language_code("English")) == ("acf", "english")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Stop** and *listen*", "Stop and listen"),
        ("__Stop__ and _listen_ to snake_case_names", "Stop and listen to snake_case_names"),
        ("# Title\nText", "Title\nText"),
        ("[the page](https://a.example)", "the page (https://a.example)"),
        ('<span style="color:red">Red</span><br/>end', "Red\nend"),
        ("2 * 3 * 4 = 24 and a_b", "2 * 3 * 4 = 24 and a_b"),
        (r"\*not bold\*", "*not bold*"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_marks_of_a_screen_are_not_printed(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_questions_alike_become_a_table() -> None:
    survey = "|type|name|label|" + "".join(f"\n|select_one yn|{each}|{each}?|" for each in "abc")
    [table] = paper(survey).items
    assert isinstance(table, Table)
    assert [row.label for row in table.rows] == ["a?", "b?", "c?"]


def pairs(*, ends: tuple[str, str] = ("who?", "who?"), second: str = "a") -> tuple[Item, ...]:
    survey = (
        "|type|name|label|relevant|\n|select_one yn|a|Threats||\n"
        f"|select_multiple yn|a2|Threats: {ends[0]}|${{{second}}} = 'yes'|\n"
        "|select_one yn|b|Debts||\n"
        f"|select_multiple yn|b2|Debts: {ends[1]}|${{b}} = 'yes'|"
    )
    return paper(survey).items


def test_pairs_of_questions_become_a_table_with_two_columns() -> None:
    [table] = pairs()
    assert isinstance(table, Table)
    assert [each.caption for each in table.columns] == ["", "who?"]
    assert [[each.number for each in row.questions] for row in table.rows] == [[1, 2], [3, 4]]


def test_pairs_that_ask_different_things_become_two_tables() -> None:
    assert [type(each) for each in pairs(ends=("who?", "where?"))] == [Table, Table]


def test_pair_that_hangs_on_another_question_is_no_pair() -> None:
    assert [type(each) for each in pairs(second="b")] == [Question, Question, Table]


def test_questions_with_long_choices_are_no_table() -> None:
    choices = f"|list_name|name|label|\n|yn|yes|{'long ' * 20}|\n|yn|no|No|"
    survey = "|type|name|label|" + "".join(f"\n|select_one yn|{each}|{each}?|" for each in "abc")
    assert [type(each) for each in paper(survey, choices).items] == [Question] * 3


def test_questions_of_one_table_have_the_same_choices() -> None:
    other = f"{YES_NO}\n| up | up | Up |\n| up | down | Down |"
    lists = ("yn", "yn", "up", "yn")
    survey = "|type|name|label|" + "".join(
        f"\n|select_one {name}|q{at}|Q{at}|" for at, name in enumerate(lists)
    )
    assert [type(each) for each in paper(survey, other).items] == [Question] * 4


def test_pair_hints_stand_in_its_row() -> None:
    survey = (
        "|type|name|label|hint|relevant|\n|select_one yn|a|Threats|One.||\n"
        "|select_one yn|b|Threats: who?|Two.|${a} = 'yes'|"
    )
    [table] = paper(survey).items
    assert isinstance(table, Table)
    assert table.rows[0].hint == "One.\nTwo."


def test_version_and_id_are_those_of_the_form() -> None:
    settings = SETTINGS.replace("trial ", "paper ", 1)
    found = paper("|type|name|label|\n|text|a|Why?|", settings=settings)
    assert (found.form_id, found.title) == ("paper", "Trial form")
