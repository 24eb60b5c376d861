"""What a report says in the form's own words, as far as somebody's role may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.domain.access import Action, Actor, Subject, may
from server.domain.answers import Answer
from server.domain.forms import Choice, FormVersion, Question, QuestionType
from server.domain.normalise.withhold import contact_of_an_anonymous_reporter
from server.domain.schema import SCHEMA, Field, Sensitivity

# What fills no field may be anything: only who may read all may read it.
_UNPLACED: Final = Subject(section="contact", sensitivity=Sensitivity.IDENTIFYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: the question, the answer in words, and which time round a repeat it is."""

    question: str
    answer: str = field(repr=False)
    round: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answers in the order of the form; `hidden` are those that the role may not read."""

    lines: Sequence[Line]
    hidden: int
    withheld: int


def may_read(actor: Actor, of: Field | None) -> bool:
    """Tell whether somebody may read a field; what fills no field counts as the most sensitive."""
    subject = _UNPLACED
    if of is not None:
        subject = Subject(section=of.section, sensitivity=of.sensitivity)
    return may(actor, Action.RECORD_READ, subject)


def told(actor: Actor, answers: Iterable[Answer], form: FormVersion, language: str) -> Told:
    """Write the answers in a language of the form, and count those that are not to be shown.

    The contact details of a reporter who stays anonymous are left out for everybody (R26).
    """
    answers = list(answers)
    anonymous = contact_of_an_anonymous_reporter(answers, SCHEMA)
    said = [each for each in answers if _says_something(each) and each not in anonymous]
    shown = [each for each in said if may_read(actor, field_of(each.question))]
    speak = _speaker(form, language)
    return Told(
        lines=[_line(each, speak) for each in shown],
        hidden=len(said) - len(shown),
        withheld=len(anonymous),
    )


def field_of(question: Question | None) -> Field | None:
    """Return the field that a question fills, None when there is none."""
    mapping = question.mapping if question else None
    if mapping is None or mapping.field is None:
        return None
    return SCHEMA.field(mapping.kind, mapping.field)


def _says_something(answer: Answer) -> bool:
    """Leave out what nobody was asked: what the form works out by itself is filed, if anything."""
    is_asked = answer.question is None or answer.question.is_asked
    return is_asked and bool(answer.raw.strip())


def _line(answer: Answer, speak: Callable[[Mapping[str, str]], str]) -> Line:
    question = answer.question
    asked = speak(question.labels) if question else ""
    return Line(
        question=asked or answer.path.rpartition("/")[2],
        answer=_words(answer, question.choices if question else (), speak),
        round=answer.position,
    )


def _words(
    answer: Answer, choices: Sequence[Choice], speak: Callable[[Mapping[str, str]], str]
) -> str:
    labels = {each.code: speak(each.labels) for each in choices}
    if isinstance(answer.value, tuple):
        return "; ".join(labels.get(code) or code for code in answer.value)
    if answer.question is not None and answer.question.type is QuestionType.SELECT_ONE:
        return labels.get(answer.raw) or answer.raw
    return answer.raw


def _speaker(form: FormVersion, language: str) -> Callable[[Mapping[str, str]], str]:
    """Return what takes the words of a language, or else of the form's first."""
    first = form.languages[0] if form.languages else ""

    def speak(words: Mapping[str, str]) -> str:
        return words.get(language) or words.get(first) or next(iter(words.values()), "")

    return speak
