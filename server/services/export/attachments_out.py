"""Where the attachments of exported submissions go, and under which names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from exporters.names import file_name, folder_name
from exporters.tables import Cell, Column, ColumnType, Table
from server.services.export.answer_facts import KEY, PARENT_KEY
from server.services.export.answer_layout import unused

Store = Callable[[str, Iterable[bytes]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentsOut:
    """Write attachments below `prefix` by `store`, and say in a table which is which."""

    table: Table
    prefix: str
    store: Store

    def write(
        self, key: str, names: Iterable[str], read: Callable[[str], Iterable[bytes]]
    ) -> Iterator[tuple[Cell, ...]]:
        """Write the files of one submission and yield a row of the table for each."""
        folder, taken = folder_name(key), set[str]()
        for name in names:
            path = f"{folder}/{file_name(name, taken)}"
            self.store(path, read(name))
            yield (name, f"{self.prefix}{path}", key, f"{key}/{name}")


def attachments_table(root: Table, others: Iterable[Table]) -> Table:
    """Return the table of attachments, with a name that no other has."""
    others = list(others)
    names = {root.name, *(each.name for each in others)}
    lists = {each.name for each in root.columns} | {each.nested for each in others}
    return Table(
        name=unused("attachments", names),
        label="One attachment",
        columns=(
            Column(name="name", type=ColumnType.ATTACHMENT, label="Its name, as answers give it"),
            Column(name="file", label="Where it lies"),
            Column(name=PARENT_KEY, label=f"The KEY of its row in {root.name}"),
            Column(name=KEY, label="What tells this row from every other"),
        ),
        key=KEY,
        parent=root.name,
        parent_key=PARENT_KEY,
        nested=unused("attachments", lists),
    )
