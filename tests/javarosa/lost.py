"""Which answers of a filled form an export has lost, read from its CSV files alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from server.domain.findings.completeness import is_reference
from server.domain.forms import FormVersion, Question
from server.domain.reference import canonical
from tests.javarosa.fills import Fill, Held
from tests.javarosa.house import Tables
from tests.javarosa.sameness import says_the_same

_POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")
# Both name the submission itself: they are columns of its own row.
_NAMES = {"meta/instanceID", "meta/instanceName"}


def lost_from_submissions(
    tables: Tables, form: FormVersion, fills: Iterable[Fill]
) -> Iterator[tuple[str, Held]]:
    """Yield each answer that is not in its column of `export submissions`.

    Columns are named as ODK Central names them: the path below the form or the repeat, joined
    with "-"; a turn of a repeat has the key INSTANCE/path[n].
    """
    rows = {row["KEY"]: row for name in tables for row in tables[name] if "KEY" in row}
    for each in fills:
        for held in _given(each, form):
            key, column = _place(held, form, each.instance_id)
            if not says_the_same(_cell(rows.get(key, {}), column, held), held):
                yield key, held


def _given(fill: Fill, form: FormVersion) -> Iterator[Held]:
    """Yield what was answered: the form's own words, such as a telephone number, are none."""
    own = {each.path: each.own for each in form.questions if each.own}
    return (each for each in fill.answers if each.path not in own)


def _cell(row: Mapping[str, str], column: str, held: Held) -> str:
    if held.type == "GeoPoint":
        return " ".join(row.get(f"{column}-{part}", "") for part in _POINT)
    return row.get(column, "")


def _place(held: Held, form: FormVersion, instance_id: str) -> tuple[str, str]:
    key, column, above, turns = instance_id, "", "", iter(held.position)
    for name in held.path.split("/"):
        above = f"{above}/{name}" if above else name
        if above in form.repeats:
            key += f"/{column.replace('-', '/')}/{name}[{next(turns)}]".replace("//", "/")
            column = ""
        else:
            column = f"{column}-{name}" if column else name
    return key, column


def lost_from_cases(
    tables: Tables, form: FormVersion, fills: Iterable[Fill]
) -> Iterator[tuple[str, Held]]:
    """Yield each answer that is neither in its field of `export cases` nor among the others."""
    asked = {question.path: question for question in form.questions}
    instances = {row["submission_id"]: row["instance_id"] for row in tables["submission"]}
    found = dict(_in_fields(tables, instances)) | dict(_in_others(tables, instances))
    for each in fills:
        for held in _given(each, form):
            if held.path in _NAMES:
                continue
            name = _field(asked[held.path])
            text = found.get((each.instance_id, name, held.path, held.position), "")
            if not says_the_same(text, held) and not _is_same_reference(name, text, held):
                yield each.instance_id, held


_Found = tuple[tuple[str, str, str, tuple[int, ...]], str]


def _in_fields(tables: Tables, instances: dict[str, str]) -> Iterator[_Found]:
    for kind, rows in tables.items():
        for row in rows:
            for field, (path, *position) in json.loads(row.get("provenance") or "{}").items():
                instance = instances[row["submission_id"]]
                yield (instance, f"{kind}.{field}", path, tuple(position)), row[field]


def _in_others(tables: Tables, instances: dict[str, str]) -> Iterator[_Found]:
    for row in tables["other_answer"]:
        position = tuple(json.loads(row["position"]))
        yield (instances[row["submission_id"]], "", row["path"], position), row["text"]


def _field(question: Question) -> str:
    mapping = question.mapping
    return f"{mapping.kind}.{mapping.field}" if mapping else ""


def _is_same_reference(name: str, text: str, held: Held) -> bool:
    """A quoted reference is kept in one way of writing."""
    return is_reference(name.rpartition(".")[2]) and text == canonical(held.value)
