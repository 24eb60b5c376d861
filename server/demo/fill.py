"""Fill a form as a client would, given values for the fields its questions are mapped to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from server.domain.forms import FormVersion, Question
from server.domain.mapping import Mapping as CaseMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a person answers: values by mapping ("report.channel"), repeats by record kind.

    A mapping's keys stand in alphabetical order ("means_of_control[mean=drugs,phase=entry].used").

    The rows of a kind in `repeats` are values by field name, one row for each time the repeat
    is filled.
    """

    values: Mapping[str, str]
    repeats: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


def fill(form: FormVersion, filled: Filled, instance_id: str) -> bytes:
    """Return the submission XML for one filled form, questions without a value left out."""
    root = etree.Element(form.root, {"id": form.form_id, "version": form.version})
    for question in form.questions:
        if not question.repeats:
            _add(root, question, filled.values.get(value_name(question)))
    for kind, rows in filled.repeats.items():
        for row in rows:
            _add_row(root, _questions_of(form, kind), row)
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def unplaced(form: FormVersion, filled: Filled) -> Counter[str]:
    """Count the given values that no question of the form takes: none, when all is well."""
    placed = {value_name(each) for each in form.questions if not each.repeats}
    left = Counter({name: 1 for name in filled.values if name not in placed})
    for kind, rows in filled.repeats.items():
        fields = {each.mapping.field for each in _questions_of(form, kind) if each.mapping}
        left.update(f"{kind}.{name}" for row in rows for name in row if name not in fields)
    return left


def value_name(question: Question) -> str:
    """Return the mapping with its keys in alphabetical order, or the path of an unmapped one."""
    mapping = question.mapping
    return str(replace(mapping, keys=tuple(sorted(mapping.keys)))) if mapping else question.path


def _questions_of(form: FormVersion, kind: str) -> list[Question]:
    """Return the questions inside repeats that fill records of one kind."""
    return [
        each
        for each in form.questions
        if each.repeats and isinstance(each.mapping, CaseMapping) and each.mapping.kind == kind
    ]


def _add(root: etree._Element, question: Question, value: str | None) -> None:
    if value is None:
        return
    node = root
    *groups, name = question.path.split("/")
    for step in groups:
        found = node.find(step)
        node = etree.SubElement(node, step) if found is None else found
    etree.SubElement(node, name).text = value


def _add_row(root: etree._Element, questions: Sequence[Question], row: Mapping[str, str]) -> None:
    """Add one more time the repeat in which these questions stand."""
    if not questions:
        return
    *around, last = questions[0].repeats[-1].split("/")
    node = root
    for step in around:
        found = node.find(step)
        node = etree.SubElement(node, step) if found is None else found
    repeat = etree.SubElement(node, last)
    for question in questions:
        value = row.get(question.mapping.field or "") if question.mapping else None
        if value is not None:
            etree.SubElement(repeat, question.name).text = value
