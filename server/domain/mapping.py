"""The column `bind::case:field` of a spreadsheet: which record and field a question fills."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMESPACE = "urn:lespwa:case"

_NAME = r"[a-z][a-z0-9_]*"
_PATH = re.compile(rf"(?P<kind>{_NAME})?(?:\[(?P<keys>[^\[\]]*)\])?(?:\.(?P<field>{_NAME}))?")
_KEY = re.compile(rf"\s*(?P<name>{_NAME})\s*=\s*(?P<code>[A-Za-z0-9_-]+)\s*")


class BadMapping(ValueError):  # noqa: N818 - a value, not a failure of the program
    """A mapping that cannot be read; the message is one clause that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A resolved mapping: record kind, key values that tell rows apart, and the field filled."""

    kind: str
    keys: tuple[tuple[str, str], ...] = ()
    field: str | None = None

    def __str__(self) -> str:
        keys = ",".join(f"{name}={code}" for name, code in self.keys)
        bracket = f"[{keys}]" if keys else ""
        return f"{self.kind}{bracket}" + (f".{self.field}" if self.field else "")


def parse(text: str, within: Mapping | None = None) -> Mapping:
    """Read one mapping such as `means_of_control[phase=entry,mean=debt_bondage].used`.

    On a group or repeat a mapping names a record (`journey_leg[stage=transit]`); a question
    inside may then leave the record out (`.country`, `[mean=drugs].used`) and inherits record and
    keys from `within`.

    Raises:
        BadMapping: when the text does not follow that pattern or names no record.
    """
    found = _PATH.fullmatch(text.strip())
    if found is None or not text.strip():
        raise BadMapping(f"“{text}” does not read like record.field or record[key=code].field")
    kind = found["kind"] or (within.kind if within else None)
    if kind is None:
        raise BadMapping(f"“{text}” names no record and no group around it does")
    inherited = dict(within.keys) if within and kind == within.kind else {}
    keys = inherited | _keys(found["keys"])
    return Mapping(kind=kind, keys=tuple(keys.items()), field=found["field"])


def _keys(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    keys: dict[str, str] = {}
    for part in text.split(","):
        found = _KEY.fullmatch(part)
        if found is None:
            raise BadMapping(f"“{part.strip()}” in the brackets does not read like key=code")
        if found["name"] in keys:
            raise BadMapping(f"“{found['name']}” stands twice in the brackets")
        keys[found["name"]] = found["code"]
    return keys
