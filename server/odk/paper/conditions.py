"""Takes a form's condition apart, as far as it can be said in plain words on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from server.odk.paper.sheet import Condition, Joined, Joint, Relation, Said, Term, Unsaid
from server.odk.xform_tree import below

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<path>(?:current\(\)/)?[\w.:-]*(?:/[\w.:-]+)+)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[^\W\d][\w-]*)"
    r"|(?P<sign><=|>=|!=|[=<>(),]))"
)
_MOST_TOKENS: Final = 80  # what takes more is no plain sentence
_MOST_TERMS: Final = 6
_OPPOSITE: Final = {
    Relation.IS: Relation.IS_NOT,
    Relation.ANSWERED: Relation.EMPTY,
    Relation.MORE: Relation.AT_MOST,
    Relation.LESS: Relation.AT_LEAST,
}
_OPPOSITES: Final = _OPPOSITE | {other: one for one, other in _OPPOSITE.items()}
_COMPARED: Final = {
    "=": Relation.IS,
    "!=": Relation.IS_NOT,
    ">": Relation.MORE,
    "<": Relation.LESS,
    ">=": Relation.AT_LEAST,
    "<=": Relation.AT_MOST,
}
_TURNED: Final = {"=": "=", "!=": "!=", ">": "<", "<": ">", ">=": "<=", "<=": ">="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a condition may speak of: the number of each question and the labels of its choices."""

    numbers: Mapping[str, int]
    label: Callable[[str, str], str]  # of a path and a code


def read_condition(expression: str, path: str, asked: Asked) -> Condition:
    """Return what an expression of XPath says about other questions; `path` is whose it is."""
    try:
        reader = _Reader(tokens=_tokens(expression), path=path, asked=asked)
        found = reader.whole()
    except _NotPlainError:
        return Unsaid()
    return found if _terms(found) <= _MOST_TERMS else Unsaid()


def _terms(condition: Said) -> int:
    return sum(map(_terms, condition.parts)) if isinstance(condition, Joined) else 1


class _NotPlainError(Exception):
    """The expression says more than plain words can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str
    text: str


def _tokens(expression: str) -> list[_Token]:
    found: list[_Token] = []
    at, text = 0, expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(found) == _MOST_TOKENS:
            raise _NotPlainError
        kind = match.lastgroup or ""
        found.append(_Token(kind=kind, text=match[kind]))
        at = match.end()
    return found


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads by descent: or, and, not, selected, comparison."""

    tokens: list[_Token]
    path: str
    asked: Asked
    at: int = 0

    def whole(self) -> Said:
        found = self._joined(Joint.OR)
        if self.at != len(self.tokens):
            raise _NotPlainError
        return found

    def _joined(self, joint: Joint) -> Said:
        below_it = self._single if joint is Joint.AND else lambda: self._joined(Joint.AND)
        parts = [below_it()]
        while self._peek() == joint.value:
            self.at += 1
            parts.append(below_it())
        return _join(joint, parts)

    def _single(self) -> Said:
        word = self._peek()
        if word == "(":
            return self._bracket()
        if word == "not":
            self.at += 1
            return _negated(self._bracket())
        if word == "selected":
            self.at += 1
            return self._selected()
        return self._comparison()

    def _bracket(self) -> Said:
        self._take("(")
        found = self._joined(Joint.OR)
        self._take(")")
        return found

    def _selected(self) -> Said:
        self._take("(")
        path = self._next("path")
        self._take(",")
        code = self._next("string")
        self._take(")")
        return self._term(path, "=", code[1:-1])

    def _comparison(self) -> Said:
        left = self._operand()
        sign = self._next("sign")
        right = self._operand()
        if left.kind != "path":
            left, right, sign = right, left, _TURNED.get(sign, sign)
        if left.kind != "path" or right.kind == "path":
            raise _NotPlainError
        value = right.text[1:-1] if right.kind == "string" else right.text
        return self._term(left.text, sign, value)

    def _operand(self) -> _Token:
        for kind in ("path", "string", "number"):
            if self._kind() == kind:
                return _Token(kind=kind, text=self._next(kind))
        raise _NotPlainError

    def _term(self, path: str, sign: str, value: str) -> Said:
        whole = below(path.removeprefix("current()/"), self.path)
        number = self.asked.numbers.get(whole)
        if number is None or sign not in _COMPARED:
            raise _NotPlainError
        relation = _COMPARED[sign]
        if value == "":
            if relation not in {Relation.IS, Relation.IS_NOT}:
                raise _NotPlainError
            is_empty = relation is Relation.IS
            return Term(number=number, relation=Relation.EMPTY if is_empty else Relation.ANSWERED)
        values = (self.asked.label(whole, value),)
        return Term(number=number, relation=relation, values=values)

    def _peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _next(self, kind: str) -> str:
        if self._kind() != kind:
            raise _NotPlainError
        self.at += 1
        return self.tokens[self.at - 1].text

    def _take(self, sign: str) -> None:
        if self._next("sign") != sign:
            raise _NotPlainError


def _join(joint: Joint, parts: list[Said]) -> Said:
    """Join conditions; those that name one question's answers become one term."""
    # "is A or is B" of one question reads "is A or B"; "is not A and is not B" likewise.
    same = Relation.IS if joint is Joint.OR else Relation.IS_NOT
    merged: list[Said] = []
    for part in parts:
        last = merged[-1] if merged else None
        if (
            isinstance(part, Term)
            and isinstance(last, Term)
            and (part.number, part.relation) == (last.number, last.relation)
            and part.relation is same
        ):
            values = last.values + part.values
            merged[-1] = Term(number=part.number, relation=same, values=values)
        else:
            merged.append(part)
    return merged[0] if len(merged) == 1 else Joined(joint=joint, parts=tuple(merged))


def _negated(condition: Said) -> Said:
    if isinstance(condition, Joined):
        joint = Joint.AND if condition.joint is Joint.OR else Joint.OR
        return _join(joint, [_negated(part) for part in condition.parts])
    relation = _OPPOSITES[condition.relation]
    return Term(number=condition.number, relation=relation, values=condition.values)
