"""The dictionary of an export: a row for every column, and one for every code of its lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exporters.tables import Book, Cell, Column, Table

COLUMNS = Table(
    name="dictionary",
    label="Every table and column",
    key="column",
    columns=tuple(
        Column(name=name, label=label)
        for name, label in (
            ("table", "Table"),
            ("table_label", "What one row of the table is"),
            ("column", "Column"),
            ("type", "Type"),
            ("label", "What the column holds"),
            ("section", "Section"),
            ("sensitivity", "Sensitivity"),
            ("source", "Where it comes from"),
            ("codes", "Code list"),
            ("crosswalk", "Name in other standards"),
        )
    ),
)

CODES = Table(
    name="codes",
    label="Every code",
    key="code",
    columns=tuple(
        Column(name=name, label=label)
        for name, label in (
            ("list", "Code list"),
            ("code", "Code"),
            ("label", "Label"),
            ("crosswalk", "Code in other standards"),
        )
    ),
)


def columns(book: Book) -> Iterator[tuple[Cell, ...]]:
    """Yield a row of COLUMNS for every column of the book."""
    for table in book.tables:
        for each in table.columns:
            yield (
                table.name,
                table.label,
                each.name,
                each.type.value,
                each.label,
                each.section,
                each.sensitivity,
                each.source,
                each.codes,
                _crosswalk(each.crosswalk),
            )


def codes(book: Book) -> Iterator[tuple[Cell, ...]]:
    """Yield a row of CODES for every code of the book's lists."""
    for each in book.code_lists:
        for code in each.codes:
            yield (each.name, code.code, code.label, _crosswalk(code.crosswalk))


def _crosswalk(crosswalk: Mapping[str, str]) -> str:
    return "; ".join(f"{standard}: {name}" for standard, name in crosswalk.items())
