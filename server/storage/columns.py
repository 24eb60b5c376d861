"""Column types that hold the same values on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from server.domain.audit_event import written_at, written_detail

ID_LENGTH = 32  # a uuid in hex digits

Bytes = LargeBinary
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def id_type() -> String:
    """Return the type of ids made by us: 32 hex digits."""
    return String(ID_LENGTH)


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Use a column with time zone where there is one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class AnsweredMoment(TypeDecorator[datetime]):
    """A time given as an answer, kept with the offset it was given in."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write ISO 8601."""
        del dialect
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back, offset included."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class WrittenMoment(TypeDecorator[datetime]):
    """When an event happened: kept as the very text that its hash is made of, sortable as it is."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | str | None, dialect: Dialect) -> str | None:
        """Write it, unless it is written."""
        del dialect
        return written_at(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class WrittenDetail(TypeDecorator[Mapping[str, object]]):
    """What an event tells besides: kept as the very text that its hash is made of."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, object] | str | None, dialect: Dialect
    ) -> str | None:
        """Write it, unless it is written."""
        del dialect
        return value if value is None or isinstance(value, str) else written_detail(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Mapping[str, object] | None:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number with every digit it was given with."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal] | TypeEngine[str]:
        """SQLite has no exact decimals, so it holds the digits as text."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Write the number as the database can hold it."""
        if value is None or dialect.name == "postgresql":
            return value
        return str(value)

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:
        """Read it back."""
        del dialect
        return None if value is None else Decimal(value)
