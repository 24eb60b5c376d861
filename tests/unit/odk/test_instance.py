"""A filled form is read whole: typed, placed in its repeats, unknown nodes kept."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from server.domain.answers import Answer, Answers
from server.domain.forms import FormId, FormVersion, Question, QuestionType
from server.errors import Code, Refused
from server.odk.instance import read_answers

_COLLECT = Path(__file__).parents[2] / "vectors" / "collect"
_PLAIN = sorted(_COLLECT.glob("plain/*/submission.xml"))


def _question(path: str, kind: QuestionType, *repeats: str) -> Question:
    return Question(path=path, type=kind, repeats=repeats)


_FORM = FormVersion(
    form_id=FormId("f"),
    version="1",
    title="A form",
    root="data",
    repeats=("leg", "leg/stop"),
    questions=(
        _question("age", QuestionType.INTEGER),
        _question("g/h/words", QuestionType.TEXT),
        _question("leg/from", QuestionType.TEXT, "leg"),
        _question("leg/stop/day", QuestionType.DATE, "leg", "leg/stop"),
        _question("signs", QuestionType.SELECT_MULTIPLE),
        _question("meta/instanceID", QuestionType.TEXT),
    ),
)


def _read(inside: str, form: FormVersion = _FORM) -> Answers:
    return read_answers(f'<data id="f" version="1">{inside}</data>'.encode(), form)


def _one(inside: str) -> Answer:
    (answer,) = _read(inside).answers
    return answer


def _found(inside: str) -> list[tuple[str, tuple[int, ...], str]]:
    return [(each.path, each.position, each.raw) for each in _read(inside).answers]


def test_answers_carry_the_identity_inside() -> None:
    answers = _read("<meta><instanceID>uuid:1</instanceID></meta>")
    assert (answers.form_id, answers.version, answers.instance_id) == ("f", "1", "uuid:1")
    assert answers.answers[0].path == "meta/instanceID"


def test_form_without_version_has_an_empty_one() -> None:
    assert read_answers(b"<data id='f'/>", _FORM).version == ""


def test_answer_is_typed() -> None:
    answer = _one("<age>42</age>")
    assert (answer.value, answer.raw, answer.is_odd) == (42, "42", False)
    assert answer.question is _FORM.questions[0]


def test_choices_keep_the_order_in_which_they_were_ticked() -> None:
    assert _one("<signs>rash fever</signs>").value == ("rash", "fever")


def test_empty_node_has_no_value() -> None:
    answer = _one("<age />")
    assert (answer.value, answer.raw, answer.is_odd) == (None, "", False)


def test_text_that_does_not_fit_is_odd_and_kept() -> None:
    answer = _one("<age>about forty</age>")
    assert (answer.value, answer.raw, answer.is_odd) == (None, "about forty", True)


def test_markup_in_an_answer_is_odd_and_kept() -> None:
    answer = _one("<age>4<b>2</b> or so</age>")
    assert (answer.value, answer.raw, answer.is_odd) == (None, "4<b>2</b> or so", True)


def test_namespaces_are_ignored() -> None:
    answers = read_answers(
        b'<data xmlns="urn:f" xmlns:orx="http://openrosa.org/xforms" id="f"><age>1</age>'
        b"<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>",
        _FORM,
    )
    assert [each.path for each in answers.answers] == ["age", "meta/instanceID"]
    assert all(each.question for each in answers.answers)
    assert answers.instance_id == "uuid:1"


def test_repeats_are_numbered_within_their_parents() -> None:
    assert _found(
        "<leg><from>A</from><stop><day>2026-01-01</day></stop><stop><day/></stop></leg>"
        "<leg><from>B</from><stop><day>2026-01-03</day></stop></leg>"
    ) == [
        ("leg/from", (1,), "A"),
        ("leg/stop/day", (1, 1), "2026-01-01"),
        ("leg/stop/day", (1, 2), ""),
        ("leg/from", (2,), "B"),
        ("leg/stop/day", (2, 1), "2026-01-03"),
    ]


def test_repeat_template_is_skipped() -> None:
    template = '<leg xmlns:jr="http://openrosa.org/javarosa" jr:template=""><from>x</from></leg>'
    assert _found(template + "<leg><from>A</from></leg>") == [("leg/from", (1,), "A")]


def test_unknown_node_is_kept_where_it_stands() -> None:
    answer = _one("<leg/><leg><old> text </old></leg>")
    assert (answer.path, answer.position, answer.value) == ("leg/old", (2,), " text ")
    assert answer.question is None


def test_unknown_group_gives_its_leaves() -> None:
    assert _found("<old><a>1</a><b/><c><d>2</d></c></old>") == [
        ("old/a", (), "1"),
        ("old/b", (), ""),
        ("old/c/d", (), "2"),
    ]


def test_unknown_empty_node_has_no_value() -> None:
    assert _one("<old/>").value is None


def test_text_between_questions_is_kept() -> None:
    assert _found("<g>lost<h><words>w</words></h> words</g>") == [
        ("g", (), "lost words"),
        ("g/h/words", (), "w"),
    ]


def test_empty_groups_and_white_space_say_nothing() -> None:
    assert _found("\n <g>\n <h>\n</h></g><leg/>") == []


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<data", Code.NOT_XML),
        (b"<!DOCTYPE data><data/>", Code.XML_FORBIDDEN),
        (b"<a>" * 70 + b"</a>" * 70, Code.XML_TOO_DEEP),
    ],
)
def test_unreadable_form_is_refused(xml: bytes, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        read_answers(xml, _FORM)
    assert caught.value.code is code


@pytest.mark.parametrize("path", _PLAIN, ids=lambda path: path.parent.name)
def test_every_text_of_a_collect_submission_is_read(path: Path) -> None:
    xml = path.read_bytes()
    repeats = ("contact", "contact/visit")
    visit = _question("contact/visit/v_date", QuestionType.DATE, *repeats)
    form = FormVersion(
        form_id=FormId("enc_test"),
        version="1",
        title="A form",
        root="data",
        repeats=repeats,
        questions=(visit,),
    )
    answers = read_answers(xml, form).answers
    leaves = [each.text or "" for each in etree.fromstring(xml).iter() if not len(each)]
    assert [each.raw for each in answers] == leaves
    days = [each for each in answers if each.question is visit]
    assert all(isinstance(each.value, date) or not each.raw for each in days)
    assert all(len(each.position) == 2 for each in days)


_NODES = st.recursive(
    st.text("ab ", max_size=3),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(["age", "g", "h", "leg", "stop", "day", "old"]), inner),
        max_size=4,
    ),
    max_leaves=20,
)


def _tree(parent: etree._Element, inside: str | list[tuple[str, object]]) -> None:
    if isinstance(inside, str):
        parent.text = inside
        return
    for name, below in inside:
        _tree(etree.SubElement(parent, name), below)  # type: ignore[arg-type] # recursive


@settings(max_examples=150, deadline=None)
@given(_NODES)
def test_no_text_is_ever_lost(inside: str | list[tuple[str, object]]) -> None:
    root = etree.Element("data", id="f")
    group = etree.SubElement(root, "g")
    _tree(group, inside)
    read = "".join(each.raw for each in read_answers(etree.tostring(root), _FORM).answers)
    for text in root.itertext():
        assert text.strip() in read


def _deep(names: int, length: int, leaves: int) -> str:
    name = "n" * length
    return f"<{name}>" * names + "<a/>" * leaves + f"</{name}>" * names


def test_long_names_around_many_nodes_do_not_fill_the_memory() -> None:
    assert len(_read(_deep(10, 10_000, 100)).answers) == 100
    with pytest.raises(Refused) as refused:
        _read(_deep(30, 40_000, 60_000))
    assert refused.value.code is Code.XML_TOO_MANY


def test_long_namespaces_around_much_markup_do_not_fill_the_memory() -> None:
    spaces = "".join(f' xmlns:n{number}="{"u" * 1000}"' for number in range(1000))
    with pytest.raises(Refused) as refused:
        read_answers(f"<data{spaces}><age>{'<a/>' * 20_000}</age></data>".encode(), _FORM)
    assert refused.value.code is Code.XML_TOO_MANY
