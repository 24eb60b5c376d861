"""Reads from an expression what it compares with fixed words, and what it can come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from server.odk.xpath import Kind, Token, tokens

_SMART: Final = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}  # as pyxform does
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_LOWEST: Final = frozenset({"and", "or", ","})
COMPARES: Final = ("=", "selected")  # one stands in every comparison
_EQUALS: Final = frozenset({"=", "!="})
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_PASSES_ON: Final = frozenset(
    {"string", "once", "coalesce", "normalize-space", "selected-at", "indexed-repeat"}
)
OWN: Final = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A fixed value that an answer is held against; `name` is the question's, or "."."""

    name: str
    value: str
    is_number: bool


@lru_cache(maxsize=4096)  # as the tokens themselves: translating takes as long as a look at them
def tokens_of(cell: str) -> tuple[Token, ...]:
    """Return the tokens of a cell as pyxform takes them, with straight quotes."""
    return tokens(cell.translate(_SMART))


def compared(found: Sequence[Token]) -> Iterator[Compared]:
    """Yield what is compared with `=`, `!=` or `selected( )`, at any depth."""
    for index, (kind, text, _) in enumerate(found):
        if kind is Kind.MARK and text in _EQUALS:
            sides = _before(found, index), _after(found, index)
            for one, other in (sides, sides[::-1]):
                yield from _pair(one, other)
        elif kind is Kind.FUNCTION and text == "selected":
            arguments = call_arguments(found, index)
            if len(arguments) == 2:  # noqa: PLR2004 - the answer and the code
                yield from _pair(*arguments, is_text=True)


def _pair(
    answer: Sequence[Token], value: Sequence[Token], *, is_text: bool = False
) -> Iterator[Compared]:
    fixed = literal(value)
    name = subject(answer) if fixed else None
    if name is not None and fixed:
        is_number = value[-1].kind is Kind.NUMBER and not is_text
        yield Compared(name=name, value=fixed, is_number=is_number)


def literal(found: Sequence[Token]) -> str | None:
    """Return the text of a fixed word or number, None when it is anything else."""
    match found:
        case [Token(kind=Kind.STRING, text=text)]:
            return text[1:-1]
        case [Token(kind=Kind.NUMBER, text=text)]:
            return text
        case [Token(text="-"), Token(kind=Kind.NUMBER, text=text)]:
            return f"-{text}"
    return None


def subject(found: Sequence[Token]) -> str | None:
    """Return the name of the question whose answer an operand is, as it is or passed on."""
    match found:
        case [Token(text="(", kind=Kind.MARK), *inner, Token(text=")")] if _is_closed(found):
            return subject(inner)
        case [Token(kind=Kind.REFERENCE, text=text), *rest] if not rest or rest[0].text == "[":
            return text[2:-1].strip().rpartition("#")[2]
        case [Token(kind=Kind.MARK, text=".")]:
            return OWN
        case [Token(kind=Kind.FUNCTION, text=name), *_] if name in _PASSES_ON:
            first, *others = call_arguments(found, 0) or [[]]
            alone = name != "coalesce" or all(literal(each) is not None for each in others)
            return subject(first) if alone and _is_closed(found[1:]) else None
    return _end_of_path(found)


def _end_of_path(found: Sequence[Token]) -> str | None:
    """Return the last name of a path such as ../q, /data/q or current()/../q."""
    texts = [each.text for each in found]
    if texts[:3] == ["current", "(", ")"]:
        found, texts = found[3:], texts[3:]
    is_path = all(
        each.kind is Kind.NAME or (each.kind is Kind.MARK and each.text in {"/", "..", "."})
        for each in found
    )
    if not is_path or len(found) < 2 or texts[0] not in {"/", "..", "."}:  # noqa: PLR2004 - "/", "q"
        return None
    return texts[-1] if found[-1].kind is Kind.NAME else None


def outcomes(found: Sequence[Token]) -> list[str] | None:
    """Return every fixed word that an expression can come to; None when it may be another."""
    fixed = literal(found)
    if fixed is not None:
        return [fixed]
    match found:
        case [Token(kind=Kind.FUNCTION, text="if"), *_] if _is_closed(found[1:]):
            branches = call_arguments(found, 0)[1:]
        case [Token(kind=Kind.FUNCTION, text="once" | "string"), *_] if _is_closed(found[1:]):
            branches = call_arguments(found, 0)
        case _:
            return None
    words = [outcomes(each) for each in branches]
    return [word for each in words if each for word in each] if all(words) else None


def call_arguments(found: Sequence[Token], index: int) -> list[list[Token]]:
    """Return the arguments of the function that is called at a place."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in _from(found, index + 1):
        depth += _step(token)
        if depth == 0:
            return arguments if arguments != [[]] else []
        if depth == 1 and token.text == "," and token.kind is Kind.MARK:
            arguments.append([])
        elif depth > 1 or token.text != "(":
            arguments[-1].append(token)
    return []


def _from(found: Sequence[Token], place: int) -> Iterator[Token]:
    """Yield the tokens from a place on, without a copy of all that follows."""
    return (found[each] for each in range(place, len(found)))


def _step(token: Token) -> int:
    if token.kind is not Kind.MARK:
        return 0
    return (token.text in _OPEN) - (token.text in _CLOSE)


def _is_closed(found: Sequence[Token]) -> bool:
    """Say whether the bracket that opens first closes last."""
    depths = accumulate(_step(token) for token in found)
    return next((place for place, depth in enumerate(depths) if depth == 0), None) == len(found) - 1


def _ends_operand(token: Token) -> bool:
    is_word = token.kind is Kind.NAME and token.text in _LOWEST
    is_mark = token.kind is Kind.MARK and token.text in _LOWEST | _COMPARISONS
    return is_word or is_mark


def _after(found: Sequence[Token], index: int) -> list[Token]:
    depth, operand = 0, []
    for token in _from(found, index + 1):
        depth += _step(token)
        if depth < 0 or (depth == 0 and _ends_operand(token)):
            break
        operand.append(token)
    return operand


def _before(found: Sequence[Token], index: int) -> list[Token]:
    depth, operand = 0, []
    for place in range(index - 1, -1, -1):
        token = found[place]
        depth -= _step(token)
        if depth < 0 or (depth == 0 and _ends_operand(token)):
            break
        operand.append(token)
    return operand[::-1]
