"""A form of 62 questions, and answers to it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from server.domain.forms import FormVersion, Question, QuestionType
from tests.simulators import sheets

QUESTIONS = 62
FORM_ID = "trial"
_TYPES = ("text", "select_one kind", "integer", "date", "select_multiple kind", "text", "decimal")
_CODES = ("first", "second", "third", "fourth", "fifth")
_WORDS = ("market", "evening", "papers", "boat", "employer", "room", "phone", "harbour", "debt")


def spreadsheet() -> bytes:
    """Return the form as an officer would have written it."""
    survey = ["| type | name | label |"]
    for number in range(QUESTIONS):
        kind = _TYPES[number % len(_TYPES)]
        survey.append(f"| {kind} | question_{number} | What about {number}? |")
    choices = ["| list_name | name | label |", *(f"| kind | {each} | {each} |" for each in _CODES)]
    return sheets.form("\n".join(survey), "\n".join(choices))


def answers(form: FormVersion, random: Random) -> dict[str, str]:
    """Return an answer to every question, by its path."""
    return dict(_answers(form, random))


def _answers(form: FormVersion, random: Random) -> Iterator[tuple[str, str]]:
    for question in form.questions:
        if question.is_asked:
            yield question.path, _answer(question, random)


def _answer(question: Question, random: Random) -> str:
    match question.type:
        case QuestionType.INTEGER:
            return str(random.randrange(100))
        case QuestionType.DECIMAL:
            return f"{random.random():.3f}"
        case QuestionType.DATE:
            return f"2026-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        case QuestionType.SELECT_ONE:
            return random.choice(_CODES)
        case QuestionType.SELECT_MULTIPLE:
            return " ".join(random.sample(_CODES, 2))
        case _:
            return " ".join(random.choices(_WORDS, k=random.randint(1, 12)))
