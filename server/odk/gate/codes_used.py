"""Checks that conditions, calculations and defaults speak only of codes that their list has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from server.domain.forms import Question, QuestionType
from server.odk.formula import COMPARES, OWN, Compared, compared, outcomes, subject, tokens_of
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.formulas import DEFAULT, Formula, formulas
from server.odk.gate.message import Message, Spot, did_you_mean, error
from server.odk.xform_tree import Element, children
from server.odk.xml import local_name

_Q = QuestionType
_LISTS = {_Q.SELECT_ONE, _Q.SELECT_MULTIPLE, _Q.RANK}
_ACKNOWLEDGED = ("OK",)
_MOST_STEPS = 8  # from a calculation to the next
_FORMS = {
    _Q.INTEGER: (re.compile(r"[-+]?\d+"), "a whole number"),
    _Q.DECIMAL: (re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE), "a number"),
    _Q.DATE: (re.compile(r"\d{4}-\d\d?-\d\d?(T.*)?"), "a date such as 2026-12-31"),
    _Q.TIME: (re.compile(r"\d\d?:\d\d.*"), "a time such as 08:30"),
    _Q.MOMENT: (re.compile(r"\d{4}-\d\d?-\d\d?([T ].*)?"), "a date such as 2026-12-31T08:30:00"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answers:
    """What each question can be answered with, by name; only what is sure."""

    sheets: Sheets
    compiled: Compiled
    questions: dict[str, list[Question]]
    _offered: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def codes(self, name: str, steps: int = _MOST_STEPS) -> frozenset[str] | None:
        """Return the codes that the answer can be; None when it may be something else."""
        found = self.questions.get(name, [])
        if len(found) != 1 or steps == 0:
            return None
        question = found[0]
        if question.type is _Q.ACKNOWLEDGE:
            return frozenset(_ACKNOWLEDGED)
        if question.type in _LISTS:
            return self.offered(question)
        entry = self.sheets.outline.by_path.get(question.path)
        calculation = entry.row.get("calculation") if entry else ""
        return self._worked_out(calculation, steps) if not question.is_asked else None

    def offered(self, question: Question) -> frozenset[str] | None:
        """Return the codes of a question's list; None when they are not to be known here."""
        if question.path not in self._offered:
            entry = self.sheets.outline.by_path.get(question.path)
            is_known = question.choices and entry and "search(" not in entry.row.get("appearance")
            codes = frozenset(each.code for each in question.choices) if is_known else None
            self._offered[question.path] = codes
        return self._offered[question.path]

    def _worked_out(self, calculation: str, steps: int) -> frozenset[str] | None:
        found = tokens_of(calculation)
        words, name = outcomes(found), subject(found)
        if words is not None:
            return frozenset(words)
        return self.codes(name, steps - 1) if name and name != OWN else None


def check_codes_used(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which expressions wait for a code that cannot come, and which defaults are no choice."""
    questions: dict[str, list[Question]] = {}
    for question in compiled.form.questions:
        questions.setdefault(question.name, []).append(question)
    answers = _Answers(sheets=sheets, compiled=compiled, questions=questions)
    for formula in formulas(sheets):
        yield from _compared(formula, answers)
        yield from _becomes(formula, answers)
    yield from _defaults(answers)


def _compared(formula: Formula, answers: _Answers) -> Iterator[Message]:
    if not any(sign in formula.text for sign in COMPARES):
        return
    has_items = any(token.text == "[" for token in formula.tokens)  # where "." is another thing
    for each in compared(formula.tokens):
        name = each.name
        if name == OWN:
            if has_items or formula.entry is None or formula.key == "choice_filter":
                continue
            name = formula.entry.name
        codes = answers.codes(name)
        if codes is None:
            continue
        for word in _unknown(each, codes):
            sentence = f"“{word}” is no choice of “{name}”, so this never holds."
            known = f"Its choices are: {', '.join(sorted(codes)[:12])}."
            yield error(sentence, did_you_mean(word, codes) or known, formula.spot)


def _unknown(each: Compared, codes: Collection[str]) -> list[str]:
    if each.is_number:
        numbers = [number for number in map(_number, codes) if number is not None]
        return [] if _number(each.value) in numbers else [each.value]
    return [word for word in each.value.split() if word not in codes]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _becomes(formula: Formula, answers: _Answers) -> Iterator[Message]:
    """Look at a list whose answer is worked out: a default or calculation."""
    if formula.entry is None or formula.key not in {DEFAULT, "calculation", "bind::calculate"}:
        return
    found = answers.questions.get(formula.entry.name, [])
    if len(found) != 1 or found[0].type not in _LISTS:
        return
    codes = answers.offered(found[0])
    words = outcomes(formula.tokens) or []
    for word in [word for each in words for word in each.split() if codes and word not in codes]:
        sentence = f"This can come to “{word}”, which is no choice of “{formula.entry.name}”."
        yield error(sentence, did_you_mean(word, codes or ()) or "Write a code.", formula.spot)


def _defaults(answers: _Answers) -> Iterator[Message]:
    """Look at the fixed defaults as they stand in the compiled form."""
    texts = _texts(answers.compiled.model.root)
    for question in answers.compiled.form.questions:
        entry, said = answers.sheets.outline.by_path.get(question.path), texts.get(question.path)
        if entry is not None and entry.row.get(DEFAULT) and said:
            yield from _default(answers, question, said, answers.sheets.spot(entry, DEFAULT))


def _default(answers: _Answers, question: Question, said: str, spot: Spot) -> Iterator[Message]:
    if question.type in _LISTS:
        codes = answers.offered(question)
        for word in [word for word in said.split() if codes and word not in codes]:
            sentence = f"The default “{word}” is no choice of “{question.name}”."
            known = f"Its choices are: {', '.join(sorted(codes or ())[:12])}."
            yield error(sentence, did_you_mean(word, codes or ()) or known, spot)
    elif question.type in _FORMS and not _FORMS[question.type][0].fullmatch(said):
        sentence = f"The default “{said}” is not {_FORMS[question.type][1]}."
        yield error(sentence, "Correct the cell, or clear it.", spot)


def _texts(root: Element) -> dict[str, str]:
    """Return what stands in the nodes of an instance, by path; of two alike, in the first."""
    texts: dict[str, str] = {}
    ways = [(local_name(each), each) for each in reversed(children(root))]
    while ways:
        path, node = ways.pop()
        texts.setdefault(path, (node.text or "").strip())
        ways += [(f"{path}/{local_name(each)}", each) for each in reversed(children(node))]
    return texts
