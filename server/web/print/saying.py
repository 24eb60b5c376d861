"""Says in plain words when a question of a paper form is to be answered."""

from __future__ import annotations

from typing import Final

from server.odk.paper.sheet import Condition, Joined, Joint, Relation, Term
from server.web.words.table import Words

_KEYS: Final = {
    Relation.IS: "paper.is",
    Relation.IS_NOT: "paper.is_not",
    Relation.ANSWERED: "paper.answered",
    Relation.EMPTY: "paper.empty",
    Relation.MORE: "paper.more_than",
    Relation.LESS: "paper.less_than",
    Relation.AT_LEAST: "paper.at_least",
    Relation.AT_MOST: "paper.at_most",
}
_LONGEST: Final = 60  # of a quoted answer, which may be a whole sentence


def said(condition: Condition | None, words: Words) -> str:
    """Return when to answer a question, "" when it is always."""
    if condition is None:
        return ""
    text = _condition(condition, words)
    return words("paper.only_if", condition=text) if text else words("paper.only_if_it_applies")


def said_of_note(condition: Condition | None, words: Words) -> str:
    """Return when a note is to be heeded, "" when it is always."""
    text = _condition(condition, words) if condition else ""
    if condition is not None and not text:
        return words("paper.note_only_if_it_applies")
    return words("paper.only_if", condition=text) if text else ""


def said_of_part(condition: Condition | None, words: Words, *, first: int, last: int) -> str:
    """Return when a part of the form is to be answered, by the numbers of its questions."""
    if condition is None:
        return ""
    key = "paper.number_only_if" if first == last else "paper.numbers_only_if"
    text = _condition(condition, words)
    if text:
        return words(key, first=first, last=last, condition=text)
    return words(f"{key}_it_applies", first=first, last=last)


def said_of_more(words: Words, *, first: int, last: int) -> str:
    """Return what to do when a part that repeats is to be filled in more often than printed."""
    key = "paper.more_of_one" if first == last else "paper.more"
    return words(key, first=first, last=last)


def _condition(condition: Condition, words: Words) -> str:
    if isinstance(condition, Term):
        return _term(condition, words)
    if isinstance(condition, Joined):
        return _joined(condition, words)
    return ""


def _joined(condition: Joined, words: Words) -> str:
    """Join parts; what is joined by the other word goes into brackets, and never deeper."""
    parts = []
    for part in condition.parts:
        text = _condition(part, words)
        is_deep = isinstance(part, Joined) and any(isinstance(each, Joined) for each in part.parts)
        if not text or is_deep:
            return ""
        parts.append(f"({text})" if isinstance(part, Joined) else text)
    word = words("paper.and" if condition.joint is Joint.AND else "paper.or")
    return f", {word} ".join(parts) if len(parts) > 1 else parts[0]


def _term(term: Term, words: Words) -> str:
    quoted = [words("paper.quoted", text=_short(value)) for value in term.values]
    word = words("paper.or")
    *first, last = quoted or [""]
    values = f"{', '.join(first)} {word} {last}" if first else last
    return words(_KEYS[term.relation], number=term.number, values=values)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
