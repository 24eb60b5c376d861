"""Checks that filters and look-ups name columns that their list has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from server.odk.formula import call_arguments, literal
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.formulas import FILTER, Formula, formulas
from server.odk.gate.message import Message, did_you_mean, error
from server.odk.xform_choices import ChoiceLists, file_rows
from server.odk.xform_tree import child
from server.odk.xpath import Kind, Token

_INSTANCE = re.compile(r"instance\(\s*['\"](?P<id>[^'\"]*)")
_LOOKED_UP, _PULLED = "instance", "pulldata"
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_ALWAYS = frozenset({"name", "label", "itextId"})


@dataclass(slots=True)
class _Lists:
    """The columns of each list in which something stands; None where that is not to be known."""

    compiled: Compiled
    sheets: Sheets
    _read: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def columns(self, list_id: str) -> frozenset[str] | None:
        """Return the columns of a list of the form, by the id of its instance."""
        if list_id not in self._read:
            lists = ChoiceLists(model=self.compiled.model, media=self.sheets.media)
            known = list_id in self.compiled.model.instances
            rows = list(lists.rows(list_id)) if known else []
            found = frozenset(key for row in rows for key, text in row.items() if text)
            self._read[list_id] = found or None
        return self._read[list_id]

    def of_question(self, path: str) -> str | None:
        """Return the id of the list that a question offers."""
        control = self.compiled.body.controls.get(path)
        itemset = child(control.element, "itemset") if control else None
        found = _INSTANCE.match(itemset.get("nodeset", "")) if itemset is not None else None
        return found["id"] if found else None

    def of_file(self, name: str) -> frozenset[str] | None:
        """Return the columns of a list in a file beside the form."""
        if name not in self.sheets.media:
            return None
        rows = file_rows(name, self.sheets.media[name])
        return frozenset(key for row in rows for key, text in row.items() if text) or None


def check_filters(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which filters and look-ups name a column that the list lacks."""
    lists = _Lists(compiled, sheets)
    for formula in formulas(sheets):
        if formula.key == FILTER and formula.entry is not None:
            list_id = lists.of_question(formula.entry.path)
            if list_id is not None:
                names = _names(formula.tokens)
                yield from _lacking(formula, names, list_id, lists.columns(list_id))
        for list_id, names in _looked_up(formula.tokens) if _LOOKED_UP in formula.text else ():
            yield from _lacking(formula, names, list_id, lists.columns(list_id))
        for file, names in _pulled(formula.tokens) if _PULLED in formula.text else ():
            yield from _lacking(formula, names, file, lists.of_file(file))


def _lacking(
    formula: Formula, names: Sequence[str], list_name: str, columns: Collection[str] | None
) -> Iterator[Message]:
    if columns is None:
        return
    for name in dict.fromkeys(names):
        if name not in columns and name not in _ALWAYS:
            sentence = f"The list “{list_name}” has nothing in a column “{name}”."
            known = ", ".join(sorted(set(columns) - {"itextId"}))
            mend = did_you_mean(name, columns) or f"Its columns are: {known}."
            yield error(sentence, mend, formula.spot)


def _names(found: Sequence[Token]) -> list[str]:
    """Return the names that stand for a column: not in brackets, and no step of a path."""
    names, depth, before = [], 0, ""
    for token in found:
        if token.kind is Kind.MARK:
            depth += (token.text == "[") - (token.text == "]")
        is_free = depth == 0 and before not in {"/", "//", "::", "@"}
        if token.kind is Kind.NAME and is_free and token.text not in _OPERATORS:
            names.append(token.text)
        before = token.text
    return names


def _looked_up(found: Sequence[Token]) -> Iterator[tuple[str, list[str]]]:
    """Yield each instance('list')/root/item[…]/column with the columns that it names."""
    for index, token in enumerate(found):
        if token.text != _LOOKED_UP:
            continue
        arguments = call_arguments(found, index)
        list_id = literal(arguments[0]) if arguments else None
        rest = [each.text for each in found[index + 4 : index + 8]]
        if list_id is None or rest[:1] != ["/"] or rest[2:4] != ["/", "item"]:
            continue
        inside, after = _predicate(found[index + 8 :])
        yield list_id, [*_names(inside), *after]


def _predicate(found: Sequence[Token]) -> tuple[Sequence[Token], list[str]]:
    """Split what follows "item" into the tokens in brackets and the column taken."""
    depth, end = 0, 0
    for index, token in enumerate(found):
        if token.kind is Kind.MARK:
            depth += (token.text == "[") - (token.text == "]")
        if depth == 0:
            end = index + 1 if token.text == "]" else index
            break
    after = found[end : end + 2]
    is_column = len(after) == 2 and after[0].text == "/" and after[1].kind is Kind.NAME  # noqa: PLR2004
    return found[1 : max(end - 1, 0)], [after[1].text] if is_column else []


def _pulled(found: Sequence[Token]) -> Iterator[tuple[str, list[str]]]:
    """Yield each pulldata('file', 'column', 'key column', …) with its file and columns."""
    for index, token in enumerate(found):
        if token.kind is not Kind.FUNCTION or token.text != _PULLED:
            continue
        fixed = [literal(each) for each in call_arguments(found, index)]
        if fixed and fixed[0]:
            file = fixed[0] if PurePath(fixed[0]).suffix else f"{fixed[0]}.csv"
            yield file, [name for name in fixed[1:3] if name]
