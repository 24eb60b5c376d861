"""Tells which nodes and lists of a form an expression reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.odk.web_form.model import Expression
from server.odk.xpath import Kind, Token, tokens

EVERYTHING = "*"

_OPERATORS = frozenset({"and", "or", "div", "mod", "*"})
_NODE_TESTS = frozenset({"text", "node"})
_LIST_FUNCTIONS = frozenset({"instance", "pulldata"})
_BEGINNINGS = frozenset({Kind.NAME, Kind.AXIS, Kind.FUNCTION})
_BEGINNING_MARKS = frozenset({"/", "//", ".", "..", "@", "*"})
_LEADING_ON = frozenset({"/", "//", "["})
_END = Token(kind=Kind.MARK, text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What an expression reads: generic absolute paths, lists by id, and columns by name."""

    paths: tuple[str, ...]
    lists: tuple[str, ...]
    columns: frozenset[str]


def reads(expression: str, context: str, *, of_list: bool = False) -> Reads:
    """Return what an expression reads, seen from the node at `context`.

    Where a way cannot be followed the path is "*", which is everything. `of_list` says that the
    expression is the condition of a list, whose plain names are columns.
    """
    scan = _Scan(tokens=tuple(tokens(expression)), context=context)
    scan.expression(None if of_list else context)
    return Reads(paths=tuple(scan.paths), lists=tuple(scan.lists), columns=frozenset(scan.columns))


def expression(text: str, context: str) -> Expression:
    """Return an expression with the nodes it reads, seen from the node at `context`."""
    return Expression(text=text.strip(), reads=reads(text, context).paths)


@dataclass(slots=True, kw_only=True)
class _Scan:
    """One walk over an expression; where `here` is None, the way is inside a list."""

    tokens: Sequence[Token]
    context: str
    at: int = 0
    paths: dict[str, None] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)

    def expression(self, here: str | None) -> None:
        """Walk up to the closing mark that belongs to an opening one before, or to the end."""
        is_operand_due = True
        while self._next not in {"", ")", "]"}:
            if not is_operand_due and self._next in _OPERATORS:
                self.at += 1
                is_operand_due = True
            else:
                is_operand_due = not self._operand(here)

    @property
    def _token(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    @property
    def _next(self) -> str:
        return self._token.text

    def _operand(self, here: str | None) -> bool:
        """Read one operand or pass one operator, and say which it was."""
        token = self._token
        if token.kind is Kind.FUNCTION and token.text not in _NODE_TESTS:
            self._call(here)
            return True
        if token.text == "(":
            self._in_brackets(here)
            self._beyond(EVERYTHING)
            return True
        if token.kind in _BEGINNINGS or token.text in _BEGINNING_MARKS:
            self._path(here)
            return True
        self.at += 1
        return token.kind is not Kind.MARK

    def _in_brackets(self, here: str | None) -> None:
        self.at += 1
        self.expression(here)
        self.at += 1

    def _call(self, here: str | None) -> None:
        name, begin = self._token.text, self.at
        self.at += 1
        self._in_brackets(here)
        said = [each.text[1:-1] for each in self.tokens[begin : self.at] if _is_string(each)]
        if name in _LIST_FUNCTIONS and said:
            self.lists[said[0]] = None
            self.columns.update(said[1:])
        if name == "jr:choice-name":  # names the question in a string
            for path in said:
                self.paths.update(dict.fromkeys(reads(path, self.context).paths))
        if name == "current":
            self._steps(self.context)
        else:
            self._beyond(None if name in _LIST_FUNCTIONS else EVERYTHING)

    def _beyond(self, base: str | None) -> None:
        """Go on from what brackets or a function gave, if a way leads on from there."""
        if self._next in _LEADING_ON:
            self._steps(base)

    def _path(self, here: str | None) -> None:
        self._steps("" if self._next in {"/", "//"} else self._step(here))

    def _steps(self, base: str | None) -> None:
        while self._next in _LEADING_ON:
            mark = self._next
            if mark == "[":
                self._in_brackets(base)
            else:
                self.at += 1
                base = self._step(EVERYTHING if mark == "//" else base)
        if base is not None:
            self.paths[base or EVERYTHING] = None

    def _step(self, base: str | None) -> str | None:
        token = self._token
        self.at += 1
        if token.kind is Kind.AXIS:
            return self._along(token.text, base)
        if token.text == "@" or token.kind is Kind.FUNCTION:
            self.at += 1 if token.text == "@" else len("()")
            return base
        if token.kind is Kind.NAME and base is None:
            self.columns.add(token.text)
        return _taken(token.text, base)

    def _along(self, axis: str, base: str | None) -> str | None:
        self.at += 1
        onward = self._step(base)
        return {
            "child": onward,
            "self": base,
            "parent": _taken("..", base),
        }.get(axis, EVERYTHING)


def _is_string(token: Token) -> bool:
    return token.kind is Kind.STRING


def _taken(step: str, base: str | None) -> str | None:
    """Return where one step leads to."""
    if base is None or base == EVERYTHING or step in {".", ""}:
        return base
    if step == "..":
        return base.rpartition("/")[0]
    return EVERYTHING if step == "*" else f"{base}/{step}"
