"""Which values of a record are sealed, and the text that stands for such a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from server.domain.answers import Value
from server.domain.schema import SCHEMA
from server.domain.schema.kinds import Field, FieldType, Sensitivity


def is_sealed(field: Field) -> bool:
    """Whether the values of a field are sealed before they are stored."""
    return field.sensitivity is not Sensitivity.CODED


SEALED: Final[Mapping[str, Mapping[str, FieldType]]] = {
    kind.name: {each.name: each.type for each in kind.fields if is_sealed(each)}
    for kind in SCHEMA.kinds
}
"""The sealed fields of each kind of record, with their types."""


def as_text(value: Value) -> str:
    """Write a value as the text that is sealed."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def from_text(type_: FieldType, text: str) -> Value:
    """Read a value from the text that was sealed."""
    read = _READ.get(type_)
    return text if read is None else read(text)


_READ: Final[Mapping[FieldType, Callable[[str], Value]]] = {
    FieldType.INTEGER: int,
    FieldType.DECIMAL: Decimal,
    FieldType.DATE: date.fromisoformat,
    FieldType.MOMENT: datetime.fromisoformat,
    FieldType.CODES: lambda text: tuple(text.split()),
}
