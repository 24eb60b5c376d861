"""Says in words how one version of a form differs from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.domain.forms import Choice, FormVersion, Question


class ChangeKind(StrEnum):
    """What happened to a question or to its choices."""

    TITLE = "title"
    LANGUAGE = "language"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    TYPE = "type"
    REWORDED = "reworded"
    MAPPING = "mapping"
    CHOICE_ADDED = "choice added"
    CHOICE_REMOVED = "choice removed"
    CHOICE_REWORDED = "choice reworded"
    CHOICE_RENAMED = "choice renamed"
    CHOICE_COLUMN = "choice column"
    RENAMED = "renamed"
    BEHAVIOUR = "behaviour"
    ORDER = "order"
    FILE = "file"
    AUDIENCE = "audience"
    PERSONAL_DATA = "personal data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; `path` is the question's, "" when it is about the whole form."""

    kind: ChangeKind
    path: str
    sentence: str


def changes(old: FormVersion, new: FormVersion) -> tuple[Change, ...]:
    """Return the differences that people would see or records would show, in the form's order."""
    return (*_whole(old, new), *_questions(old, new))


def _whole(old: FormVersion, new: FormVersion) -> Iterator[Change]:
    if old.title != new.title:
        sentence = f"The title was “{old.title}” and is now “{new.title}”."
        yield Change(kind=ChangeKind.TITLE, path="", sentence=sentence)
    for language in new.languages:
        if language not in old.languages:
            sentence = f"{language} was added."
            yield Change(kind=ChangeKind.LANGUAGE, path="", sentence=sentence)
    for language in old.languages:
        if language not in new.languages:
            sentence = f"{language} was removed."
            yield Change(kind=ChangeKind.LANGUAGE, path="", sentence=sentence)


def _questions(old: FormVersion, new: FormVersion) -> Iterator[Change]:
    before = {question.path: question for question in old.questions}
    after = {question.path: question for question in new.questions}
    gone = {path: question for path, question in before.items() if path not in after}
    for path, question in after.items():
        if path in before:
            yield from _one(before[path], question)
            continue
        moved = next((each for each in gone.values() if each.name == question.name), None)
        if moved is None:
            yield from _renamed(question, gone)
            yield Change(
                kind=ChangeKind.ADDED, path=path, sentence=f"{is_called(question)} was added."
            )
            continue
        del gone[moved.path]
        sentence = f"{is_called(question)} moved from {_group(moved)} to {_group(question)}."
        yield Change(kind=ChangeKind.MOVED, path=path, sentence=sentence)
        yield from _one(moved, question)
    for path, question in gone.items():
        sentence = f"{is_called(question)} was removed; answers already sent are kept."
        yield Change(kind=ChangeKind.REMOVED, path=path, sentence=sentence)


def _renamed(question: Question, gone: Mapping[str, Question]) -> Iterator[Change]:
    """Say that a new question has the words of one that is gone: its answers are split."""
    for old in gone.values():
        if question.labels and old.labels == question.labels and old.type is question.type:
            sentence = (
                f"{is_called(question)} has the words of “{old.name}”, which is gone. If it was"
                " only renamed, its answers are counted apart from now on."
            )
            yield Change(kind=ChangeKind.RENAMED, path=question.path, sentence=sentence)


def _one(old: Question, new: Question) -> Iterator[Change]:
    if old.type is not new.type:
        sentence = f"{is_called(new)} was of the type {_type(old)} and is now {_type(new)}."
        yield Change(kind=ChangeKind.TYPE, path=new.path, sentence=sentence)
    for language, before, after in _words(old.labels, new.labels):
        sentence = f"{is_called(new)} was worded “{before}” and is now “{after}”{language}."
        yield Change(kind=ChangeKind.REWORDED, path=new.path, sentence=sentence)
    for language, before, after in _words(old.hints, new.hints):
        sentence = f"The hint of {is_called(new)} was “{before}” and is now “{after}”{language}."
        yield Change(kind=ChangeKind.REWORDED, path=new.path, sentence=sentence)
    if old.mapping != new.mapping:
        was, now = old.mapping or "no field", new.mapping or "no field"
        sentence = f"{is_called(new)} filled {was} and now fills {now}."
        yield Change(kind=ChangeKind.MAPPING, path=new.path, sentence=sentence)
    yield from _choices(old, new)


def _choices(old: Question, new: Question) -> Iterator[Change]:
    before = {choice.code: choice for choice in old.choices}
    after = {choice.code: choice for choice in new.choices}
    gone = [choice for code, choice in before.items() if code not in after]
    for code, choice in after.items():
        if code in before:
            yield from _choice_changes(new, before[code], choice)
            continue
        sentence = f"{is_called(new)} has the new choice {_choice(choice)}."
        yield Change(kind=ChangeKind.CHOICE_ADDED, path=new.path, sentence=sentence)
        for was in gone:
            if was.labels and was.labels == choice.labels:
                sentence = (
                    f"In {is_called(new)} the code {was.code} has become {code}: answers already"
                    f" sent keep {was.code}, and statistics count the two apart."
                )
                yield Change(kind=ChangeKind.CHOICE_RENAMED, path=new.path, sentence=sentence)
    for choice in gone:
        sentence = f"{is_called(new)} no longer has the choice {_choice(choice)}."
        yield Change(kind=ChangeKind.CHOICE_REMOVED, path=new.path, sentence=sentence)


def _choice_changes(question: Question, old: Choice, new: Choice) -> Iterator[Change]:
    where = f"In {is_called(question)} the choice {new.code}"
    for language, was, now in _words(old.labels, new.labels):
        sentence = f"{where} was “{was}” and is now “{now}”{language}."
        yield Change(kind=ChangeKind.CHOICE_REWORDED, path=question.path, sentence=sentence)
    for column in dict.fromkeys((*old.crosswalk, *new.crosswalk)):
        was, now = old.crosswalk.get(column, ""), new.crosswalk.get(column, "")
        if was != now:
            sentence = f"{where} had “{was}” in the column {column} and has now “{now}”."
            yield Change(kind=ChangeKind.CHOICE_COLUMN, path=question.path, sentence=sentence)


def _words(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each language in which the words differ, as a phrase, with both wordings."""
    for language in dict.fromkeys((*old, *new)):
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            yield (f" in {language}" if language else "", before, after)


def is_called(question: Question) -> str:
    """Return a question as a sentence names it: by its label and its name."""
    label = next(iter(question.labels.values()), "").partition("\n")[0].strip()
    return f"“{label}” ({question.name})" if label else f"“{question.name}”"


def _choice(choice: Choice) -> str:
    label = next(iter(choice.labels.values()), "")
    return f"“{label}” ({choice.code})" if label else choice.code


def _group(question: Question) -> str:
    group = question.path.rpartition("/")[0]
    return f"the group {group}" if group else "the top of the form"


def _type(question: Question) -> str:
    return question.type.replace("_", " ")
