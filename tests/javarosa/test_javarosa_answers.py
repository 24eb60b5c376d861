from datetime import date

import pytest

from server.domain.answers import Answer, Value
from server.domain.findings.completeness import is_reference
from server.domain.forms import FormVersion, Question, SubmissionId
from server.domain.normalise import normalise
from server.domain.records import Filing, Source
from server.domain.reference import canonical
from server.odk.instance import read_answers
from tests.javarosa.conftest import Filled
from tests.javarosa.fills import Fill, Held
from tests.javarosa.sameness import says_the_same

# None of these may be found where a form, the schema and the vocabulary agree with each other.
_DISAGREEMENTS = {"odd_value", "does_not_fit", "unknown_field", "two_answers", "unknown_code"}
_NAMES = {"meta/instanceID", "meta/instanceName"}


def source(of: Held | Answer) -> Source:
    return Source(path=of.path, position=of.position)


def filed(fill: Fill, form: FormVersion) -> Filing:
    answers = read_answers(fill.xml, form)
    return normalise(SubmissionId("0" * 32), answers, today=date(2026, 11, 22))


def text(value: Value) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def in_its_place(held: Held, filing: Filing, form: FormVersion) -> bool:
    """Tell whether the answer is in the field it is mapped to, or among the others."""
    question = next(each for each in form.questions if each.path == held.path)
    if question.mapping is None:
        texts = [other.text for other in filing.others if other.source == source(held)]
        return len(texts) == 1 and says_the_same(texts[0], held)
    field = question.mapping.field
    values = [
        text(record.values[field])
        for record in filing.records
        if field is not None
        and record.kind == question.mapping.kind
        and record.sources.get(field) == source(held)
    ]
    expected = canonical(held.value) if is_reference(str(field)) else None
    return values == [expected] or (len(values) == 1 and says_the_same(values[0], held))


def test_javarosa_finds_a_valid_answer_to_every_question(filled: Filled) -> None:
    given = {held.path for each in filled.fills for held in each.answers}
    of_the_page = {each.path for each in filled.form.questions if _is_language(each)}
    missing = {each.path for each in filled.form.questions} - given
    assert missing - of_the_page == filled.notes


def _is_language(question: Question) -> bool:
    """Whether only a page in a browser fills it in: Collect tells no form its language."""
    mapping = question.mapping
    return not question.is_asked and mapping is not None and mapping.field == "report_language"


def test_answers_are_read_as_javarosa_holds_them(filled: Filled) -> None:
    for each in filled.fills:
        read = {source(one): one for one in read_answers(each.xml, filled.form).answers}
        assert {at for at, one in read.items() if one.raw} == {source(h) for h in each.answers}
        assert not any(one.is_odd for one in read.values())
        wrong = [h for h in each.answers if not says_the_same(read[source(h)].raw, h)]
        assert wrong == []


@pytest.mark.requirement("R37", "R45", "R59")
def test_every_answer_is_filed_in_its_field_or_among_the_others(filled: Filled) -> None:
    own = {each.path for each in filled.form.questions if each.own}  # nobody's answers
    for each in filled.fills:
        filing = filed(each, filled.form)
        lost = [
            held
            for held in each.answers
            if held.path not in _NAMES | own and not in_its_place(held, filing, filled.form)
        ]
        assert lost == []


def test_forms_schema_and_vocabulary_agree(filled: Filled) -> None:
    found = {
        (finding.rule, finding.source.path if finding.source else "")
        for each in filled.fills
        for finding in filed(each, filled.form).findings
        if finding.rule in _DISAGREEMENTS
    }
    assert found == set()
