"""How a new step is written: with plain types, so that no later change of ours alters it."""

from __future__ import annotations

from typing import Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from server.storage.columns import (
    AnsweredMoment,
    ExactDecimal,
    Moment,
    WrittenDetail,
    WrittenMoment,
)

_JSON = 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
_PLAIN: dict[type[object], str] = {
    Moment: "sa.DateTime(timezone=True)",
    AnsweredMoment: "sa.String(40)",
    WrittenMoment: "sa.String(32)",
    WrittenDetail: "sa.Text()",
    ExactDecimal: 'sa.Numeric().with_variant(sa.Text(), "sqlite")',
}


def render_item(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the plain types they stand for."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return _JSON
    return next((text for each, text in _PLAIN.items() if isinstance(item, each)), False)
