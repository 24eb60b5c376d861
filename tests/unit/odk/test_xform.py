"""Reading a published XForm: types, words, choices, repeats and mappings."""

from __future__ import annotations

import pytest

from server.domain.forms import FormVersion, OwnWords, Question, QuestionType
from server.domain.mapping import Mapping
from server.errors import Refused
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from tests.simulators.sheets import form

CHOICES = """
| list_name | name  | label::English (en) | label::French (fr) | htcds |
| yn        | yes   | Yes                 | Oui                | 1     |
| yn        | no    | No                  |                    | 0     |
"""

PLAIN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:case="urn:lespwa:case"><h:head><h:title>Other</h:title><model>{model}</model></h:head>
 <h:body>{body}</h:body></h:html>"""


def compiled(survey: str, choices: str = "", media: dict[str, bytes] | None = None) -> FormVersion:
    conversion = compile_form(read_workbook(form(survey, choices), "trial.xlsx"))
    assert conversion.xform is not None, conversion.messages
    return read_form(conversion.xform, media or {})


def written(model: str, body: str, media: dict[str, bytes] | None = None) -> FormVersion:
    return read_form(PLAIN.format(model=model, body=body).encode(), media or {})


def question(version: FormVersion, path: str) -> Question:
    return next(each for each in version.questions if each.path == path)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("text", QuestionType.TEXT),
        ("integer", QuestionType.INTEGER),
        ("decimal", QuestionType.DECIMAL),
        ("date", QuestionType.DATE),
        ("time", QuestionType.TIME),
        ("dateTime", QuestionType.MOMENT),
        ("select_one yn", QuestionType.SELECT_ONE),
        ("select_multiple yn", QuestionType.SELECT_MULTIPLE),
        ("rank yn", QuestionType.RANK),
        ("range", QuestionType.INTEGER),
        ("geopoint", QuestionType.GEOPOINT),
        ("geotrace", QuestionType.GEOTRACE),
        ("geoshape", QuestionType.GEOSHAPE),
        ("image", QuestionType.ATTACHMENT),
        ("file", QuestionType.ATTACHMENT),
        ("acknowledge", QuestionType.ACKNOWLEDGE),
        ("barcode", QuestionType.BARCODE),
    ],
)
def test_read_form_tells_types_apart(type_: str, expected: QuestionType) -> None:
    version = compiled(f"| type | name | label |\n| {type_} | it | It |", CHOICES)
    assert question(version, "it").type is expected
    assert question(version, "it").is_asked


def test_read_form_gives_identity_and_languages() -> None:
    version = compiled("| type | name | label::English (en) |\n| text | a | A |", CHOICES)
    assert (version.form_id, version.title, version.root) == ("trial", "Trial form", "data")
    assert set(version.languages) == {"English (en)", "French (fr)"}


def test_the_default_language_comes_first() -> None:
    version = written(
        '<itext><translation lang="fr"/><translation lang="en" default="true()"/></itext>'
        '<instance><d id="d"/></instance>',
        "",
    )
    assert version.languages == ("en", "fr")


def test_read_form_says_what_nobody_is_asked() -> None:
    version = compiled("| type | name | label | calculation |\n|start|s|||\n|calculate|c||1|")
    asked = {each.path: each.is_asked for each in version.questions}
    assert asked == {"s": False, "c": False, "meta/instanceID": False}


@pytest.mark.parametrize(
    ("row", "own"),
    [
        ("|calculate|c||'847'|||", OwnWords(text="847")),
        ("|calculate|c||847|||", OwnWords(text="847")),
        ("|calculate|c||once(concat(int(random() * 31), 'a'))|||", OwnWords(text=None)),
        ("|calculate|c||1 + 1|||", None),
        ("|calculate|c||concat('a', ${a})|||", None),
        ("|calculate|c||concat(random(), ${a})|||", None),
        ("|calculate|c||concat(random(), today())|||", None),
        ("|calculate|c||'yes'|${a} = 'x'||", None),
        ("|calculate|c||'847'||report.place|", None),
        ("|text|c|Asked|'847'|||", None),
        ("|start|c|||||", None),
    ],
)
def test_words_of_the_form_itself_are_known(row: str, own: OwnWords | None) -> None:
    head = "| type | name | label | calculation | relevant | bind::case:field |\n"
    version = compiled(f"{head}|text|a|A||||\n{row}")
    assert question(version, "c").own == own


def test_word_in_a_group_that_may_not_apply_is_news() -> None:
    rows = "|begin_group|g|G||${a} = 'x'|\n|calculate|c||'847'||\n|text|b|B|||\n|end_group|||||"
    version = compiled(f"| type | name | label | calculation | relevant |\n|text|a|A|||\n{rows}")
    assert question(version, "g/c").own is None


def test_labels_come_by_language_without_the_dash_for_a_missing_one() -> None:
    version = compiled(
        """
        | type | name | label::English (en) | label::French (fr) | hint::English (en) |
        | text | a    | First ${b}, then    |                    | Help               |
        | text | b    | B                   | Bé                 |                    |
        """
    )
    assert question(version, "a").labels == {"English (en)": "First …, then"}
    assert question(version, "a").hints == {"English (en)": "Help"}
    assert question(version, "b").labels["French (fr)"] == "Bé"


def test_labels_of_one_language_have_no_name() -> None:
    version = compiled("| type | name | label |\n| text | a | A |")
    assert question(version, "a").labels == {"": "A"}


def test_choices_have_labels_and_crosswalks() -> None:
    version = compiled("| type | name | label::English (en) |\n|select_one yn|a|A|", CHOICES)
    yes, no = question(version, "a").choices
    assert (yes.code, yes.labels["French (fr)"], yes.crosswalk) == ("yes", "Oui", {"htcds": "1"})
    assert no.labels == {"English (en)": "No"}


def test_a_list_used_twice_is_read_once() -> None:
    version = compiled("|type|name|label|\n|select_one yn|a|A|\n|select_one yn|b|B|", CHOICES)
    assert question(version, "a").choices is question(version, "b").choices


LIST = "|type|name|label|\n|select_one_from_file places.csv|a|A|"


def test_choices_of_a_file_are_read_when_it_is_given() -> None:
    version = compiled(LIST, media={"places.csv": b"\xef\xbb\xbfname,label,iso\nx,Ex,LC-01,more\n"})
    (choice,) = question(version, "a").choices
    assert (choice.code, choice.labels, choice.crosswalk) == ("x", {"": "Ex"}, {"iso": "LC-01"})


@pytest.mark.parametrize(
    ("name", "content"),
    [("places.csv", None), ("places.geojson", b"{}"), ("places.xml", b"<not"), ("places.xml", b"")],
)
def test_choices_of_a_file_that_cannot_be_read_stay_unknown(
    name: str, content: bytes | None
) -> None:
    media = {} if content is None else {name: content}
    survey = LIST.replace("places.csv", name)
    assert question(compiled(survey, media=media), "a").choices == ()


def test_choices_of_an_xml_file_are_read() -> None:
    content = b"<root><item><name>x</name><label>Ex</label></item></root>"
    survey = LIST.replace("places.csv", "places.xml")
    (choice,) = question(compiled(survey, media={"places.xml": content}), "a").choices
    assert (choice.code, choice.labels) == ("x", {"": "Ex"})


@pytest.mark.parametrize("content", [b'a"', b"name,label\n" + b"x" * 200_000])
def test_a_list_that_is_no_csv_does_no_harm(content: bytes) -> None:
    assert question(compiled(LIST, media={"places.csv": content}), "a").choices == ()


NESTED = """
| type         | name  | label | bind::case:field              |
| begin_group  | entry | Entry | means_of_control[phase=entry] |
| text         | drugs | Drugs | [mean=drugs].used             |
| text         | free  | Free  |                               |
| end_group    |       |       |                               |
| begin_repeat | leg   | Leg   | journey_leg                   |
| text         | place | Place | .place                        |
| begin_repeat | with  | With  |                               |
| text         | who   | Who   | .companion                    |
| end_repeat   |       |       |                               |
| end_repeat   |       |       |                               |
"""


def test_repeats_are_named_outermost_first() -> None:
    version = compiled(NESTED)
    assert version.repeats == ("leg", "leg/with")
    assert question(version, "leg/with/who").repeats == ("leg", "leg/with")
    assert [each.path for each in version.questions].count("leg/place") == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("entry/drugs", "means_of_control[phase=entry,mean=drugs].used"),
        ("entry/free", "None"),
        ("leg/place", "journey_leg.place"),
        ("leg/with/who", "journey_leg.companion"),
    ],
)
def test_mappings_inherit_from_the_groups_around(path: str, expected: str) -> None:
    assert str(question(compiled(NESTED), path).mapping) == expected


@pytest.mark.parametrize("text", ["not a mapping", ".field", "report"])
def test_a_mapping_that_leads_to_no_field_counts_as_none(text: str) -> None:
    version = compiled(f"|type|name|label|bind::case:field|\n|text|a|A|{text}|")
    assert question(version, "a").mapping is None


def test_a_mapping_that_cannot_be_read_leaves_the_one_around_it() -> None:
    version = compiled(
        """
        | type        | name | label | bind::case:field |
        | begin_group | g    | G     | report           |
        | begin_group | h    | H     | no good          |
        | text        | a    | A     | .channel         |
        | end_group   |      |       |                  |
        | end_group   |      |       |                  |
        """
    )
    assert question(version, "g/h/a").mapping == Mapping(kind="report", field="channel")


def test_read_form_takes_forms_of_other_tools() -> None:
    version = written(
        '<instance><d xmlns="urn:d" version="2"><q1/><g><q2/></g><orx:meta><orx:instanceID/>'
        '</orx:meta></d></instance><bind id="one" nodeset="/d/q1" type="xsd:int"/>'
        '<bind nodeset="/d/g/q2" type="select"/>',
        '<input bind="one"><label>One</label></input><group><label>G</label><group ref="/d/g">'
        '<select ref="./q2"><item><label>X</label><value>x</value></item><item/></select>'
        '<input ref="../q3"/><note/></group></group><input/>',
    )
    assert version.form_id == "urn:d"
    assert [(each.path, each.type) for each in version.questions] == [
        ("q1", QuestionType.INTEGER),
        ("g/q2", QuestionType.SELECT_MULTIPLE),
        ("meta/instanceID", QuestionType.TEXT),
    ]
    assert [choice.code for choice in question(version, "g/q2").choices] == ["x", ""]


def test_read_form_takes_lists_of_other_tools() -> None:
    version = written(
        '<instance><d id="d"><a/><b/><c/></d></instance>'
        '<instance id="l"><root><item><v>x</v></item></root></instance>',
        """<select1 ref="/d/a"><itemset nodeset="instance('l')/root/item"><value ref="v"/></itemset>
        </select1><select1 ref="/d/b"><itemset nodeset="/d/r"/></select1>
        <select1 ref="/d/c"><itemset nodeset='instance("none")/root/item'/></select1>""",
    )
    assert [choice.code for choice in question(version, "a").choices] == ["x"]
    assert question(version, "b").choices == question(version, "c").choices == ()


def test_read_form_takes_a_list_without_value_and_with_words_outside_the_model() -> None:
    version = written(
        '<itext><translation lang="fr"><text id="a"><value form="image">jr://images/a.png</value>'
        "</text></translation></itext>"
        '<instance><d id="d"><a/></d></instance>'
        '<instance id="l"><root><item><name>x</name><label>Ex</label></item></root></instance>',
        """<select1 ref="/d/a"><label ref="jr:itext('a')"/>
        <itemset nodeset="instance('l')/root/item"/></select1>""",
    )
    (choice,) = question(version, "a").choices
    assert (choice.code, choice.labels) == ("x", {"fr": "Ex"})
    assert question(version, "a").labels == {}


def test_a_label_may_hold_marks_of_its_own() -> None:
    model = '<instance><d id="d"><a/></d></instance>'
    label = '<label>One <b>two</b> <output value="/d/a"/> end</label>'
    version = written(model, f'<input ref="/d/a">{label}</input>')
    assert question(version, "a").labels == {"": "One two … end"}


def test_read_form_does_without_a_title() -> None:
    text = "<x><head><model><instance><d/></instance></model></head><body/></x>"
    version = read_form(text.encode())
    assert (version.title, version.form_id, version.version) == ("", "", "")


@pytest.mark.parametrize(
    "text",
    [
        "<x/>",
        "<x><head/><body/></x>",
        "<x><head><model/></head></x>",
        "<x><head><model/></head><body/></x>",
        "<x><head><model><instance/></model></head><body/></x>",
        "no xml",
        "<!DOCTYPE x []><x/>",
    ],
)
def test_read_form_refuses_what_is_no_form(text: str) -> None:
    with pytest.raises(Refused):
        read_form(text.encode())
