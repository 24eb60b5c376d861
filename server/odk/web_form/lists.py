"""Reads the lists of choices of a form: for the page, and for the client to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.odk.web_form.choices import Itemset
from server.odk.web_form.markdown import plain
from server.odk.web_form.model import ListTable
from server.odk.web_form.texts import Texts
from server.odk.web_form.tree import Choice, Text
from server.odk.xform_choices import ChoiceLists, Row

_Key = tuple[str, str, str]


@dataclass(slots=True, kw_only=True)
class Lists:
    """The lists of one form in one language; `tables` are those that the client is given."""

    rows: ChoiceLists
    texts: Texts
    _names: dict[_Key, str] = field(default_factory=dict)
    _wanted: dict[str, Itemset] = field(default_factory=dict)

    def count(self, itemset: Itemset) -> int:
        """Return how many choices a list has before any condition."""
        return len(self._rows(itemset.list_id))

    def size(self, name: str) -> int:
        """Return how many choices a list that was handed over has."""
        return self.count(self._wanted[name])

    def shown(self, itemset: Itemset, context: str) -> tuple[Choice, ...]:
        """Return the choices of a list as they are shown from the beginning."""
        return tuple(
            Choice(name=row.get(itemset.code, ""), label=self._label(row, itemset, context))
            for row in self._rows(itemset.list_id)
        )

    def handed_over(self, itemset: Itemset) -> str:
        """Return the name under which the client finds this list."""
        key = (itemset.list_id, itemset.code, itemset.label)
        if key not in self._names:
            same = sum(each[0] == itemset.list_id for each in self._names)
            self._names[key] = f"{itemset.list_id}#{same + 1}" if same else itemset.list_id
            self._wanted[self._names[key]] = itemset
        return self._names[key]

    def tables(self, named: Iterable[str], columns: frozenset[str]) -> Mapping[str, ListTable]:
        """Return the lists that were handed over and those an expression names itself.

        Beside code and label they have the columns that an expression reads.
        """
        wanted = dict(self._wanted)
        for name in named:
            if name in self.rows.model.instances and name not in wanted:
                wanted[name] = Itemset(list_id=name)
        return {name: self._table(itemset, columns) for name, itemset in wanted.items()}

    def _table(self, itemset: Itemset, columns: frozenset[str]) -> ListTable:
        rows = self._rows(itemset.list_id)
        present = dict.fromkeys(name for row in rows for name in row)
        more = [each for each in present if each in columns and each not in {"name", "label"}]
        return ListTable(
            columns=("name", "label", *more),
            rows=tuple(
                (
                    row.get(itemset.code, ""),
                    self._words(row, itemset),
                    *(row.get(each, "") for each in more),
                )
                for row in rows
            ),
        )

    def _rows(self, list_id: str) -> tuple[Row, ...]:
        return tuple(self.rows.rows(list_id)) if list_id in self.rows.model.instances else ()

    def _label(self, row: Row, itemset: Itemset, context: str) -> Text | None:
        said = row.get(itemset.label, "")
        if itemset.is_text_id:
            return self.texts.by_id(said, context)
        return Text(parts=(said,)) if said else None

    def _words(self, row: Row, itemset: Itemset) -> str:
        said = row.get(itemset.label, "")
        return plain(self.texts.plain(said) if itemset.is_text_id else said)
