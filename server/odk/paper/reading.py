"""Reads a published XForm into a form on paper, in one of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from server.domain.forms import Choice, QuestionType
from server.odk.paper.conditions import Asked, read_condition
from server.odk.paper.languages import find_language
from server.odk.paper.sheet import Condition, Item, Kind, Note, PaperForm, Question, Section
from server.odk.paper.tables import with_tables
from server.odk.paper.wording import Wording
from server.odk.xform import XFORM
from server.odk.xform_body import Body, Control, read_body
from server.odk.xform_choices import ChoiceLists
from server.odk.xform_model import Model, read_model
from server.odk.xform_tree import Element, below, child, children
from server.odk.xform_types import question_type
from server.odk.xml import local_name, parse

MOST_CHOICES: Final = 30  # a longer list is written in
_NO_MEDIA: Mapping[str, bytes] = MappingProxyType({})
_UP_TO = re.compile(r"\.\s*<=?\s*(?P<number>\d{1,9})\b")
_FROM = re.compile(r"\.\s*>=?\s*(?P<number>\d{1,9})\b")
_DIGITS_OF_A_YEAR: Final = 4
_MOST_DIGITS: Final = 6
_PATH = re.compile(r"(?:current\(\)/)?[\w.:-]*(?:/[\w.:-]+)+")

_KINDS: Final = {
    QuestionType.INTEGER: Kind.INTEGER,
    QuestionType.DECIMAL: Kind.DECIMAL,
    QuestionType.DATE: Kind.DATE,
    QuestionType.TIME: Kind.TIME,
    QuestionType.MOMENT: Kind.MOMENT,
    QuestionType.SELECT_ONE: Kind.ONE,
    QuestionType.SELECT_MULTIPLE: Kind.SEVERAL,
    QuestionType.RANK: Kind.RANK,
    QuestionType.ACKNOWLEDGE: Kind.TICK,
    QuestionType.ATTACHMENT: Kind.DEVICE,
}
_LISTED: Final = frozenset({Kind.ONE, Kind.SEVERAL, Kind.RANK})
_DRAWN: Final = frozenset({"signature", "draw", "annotate"})


def read_paper(
    xform: bytes, media: Mapping[str, bytes] = _NO_MEDIA, *, language: str | None = None
) -> PaperForm:
    """Return the form as it is filled in on paper; `language` is a name or a code of the form's.

    Raises:
        Refused: when the bytes are no XForm, or the form has no such language.
    """
    model = read_model(parse(xform, XFORM))
    wording = Wording(model=model, language=find_language(model.languages, language))
    reader = _Reader(
        model=model,
        body=read_body(model),
        wording=wording,
        lists=ChoiceLists(model=model, media=media),
    )
    items = reader.items()
    return PaperForm(
        form_id=model.root.get("id") or model.namespace,
        title=wording.of(_title(model)) or model.root.get("id") or "",
        version=model.root.get("version") or "",
        language=wording.language,
        items=items,
        stands_in=wording.default if wording.lacks else "",
    )


def _title(model: Model) -> Element | None:
    document = model.element.getroottree().getroot()
    head = child(document, "head")
    return child(head, "title") if head is not None else None


@dataclass(slots=True, kw_only=True)
class _Reader:
    model: Model
    body: Body
    wording: Wording
    lists: ChoiceLists

    def items(self) -> tuple[Item, ...]:
        asked = [path for path, each in self.body.controls.items() if not self._is_note(path, each)]
        numbers = {path: number for number, path in enumerate(asked, start=1)}
        said = Asked(numbers=numbers, label=self._label)
        return with_tables(list(self._below(self.model.body, "", said)))

    def _below(self, element: Element, context: str, asked: Asked) -> Iterator[Item]:
        for each in children(element):
            tag = local_name(each)
            path = self._path(each, context)
            if tag in {"group", "repeat"}:
                yield from self._section(each, path, asked)
            elif path in self.body.controls:
                yield from self._control(path, self.body.controls[path], asked)

    def _path(self, element: Element, context: str) -> str:
        by_id = self.model.bind_ids.get(element.get("bind", "")) if element.get("bind") else None
        reference = element.get("ref") or element.get("nodeset")
        return by_id or (below(reference, context) if reference else context)

    def _section(self, element: Element, path: str, asked: Asked) -> Iterator[Item]:
        # A repeat stands alone in a group that carries its label.
        inner = child(element, "repeat")
        repeats = local_name(element) == "repeat"
        if inner is not None and len(children(element)) <= len(("label", "repeat")):
            element_of_items, repeats = inner, True
        else:
            element_of_items = element
        items = with_tables(list(self._below(element_of_items, path, asked)))
        if items:
            yield Section(
                title=self.wording.of(child(element, "label")),
                items=items,
                condition=self._condition(path, asked),
                repeats=repeats,
            )

    def _control(self, path: str, control: Control, asked: Asked) -> Iterator[Item]:
        label = self.wording.of(child(control.element, "label"))
        if path in asked.numbers:
            yield self._question(path, control, asked, label)
        elif label and not self._speaks_of_what_is_worked_out(path, asked):
            yield Note(text=label, condition=self._condition(path, asked))
            # The hint of a note is as much to be read as the note.
            hint = self.wording.hint(control.element)
            if hint:
                yield Note(text=hint, condition=self._condition(path, asked))

    def _question(self, path: str, control: Control, asked: Asked, label: str) -> Question:
        choices = self.lists.of(control.element)
        bind = self.model.bind(path).attributes
        kind = self._kind(path, control, choices)
        # The hint of a list to search says how to search it, which paper cannot.
        searched = kind is Kind.WRITTEN and "autocomplete" in control.appearance
        return Question(
            number=asked.numbers[path],
            label=label or path.rpartition("/")[2],
            hint="" if searched else self.wording.hint(control.element),
            kind=kind,
            choices=tuple(self._choice(each) for each in choices[: MOST_CHOICES + 1]),
            condition=self._condition(path, asked),
            is_required=bind.get("required", "").strip() in {"true()", "yes", "true"},
            digits=_digits(bind.get("constraint", "")),
        )

    def _kind(self, path: str, control: Control, choices: tuple[Choice, ...]) -> Kind:
        found = question_type(self.model.bind(path).type, control.tag)
        kind = _KINDS.get(found, Kind.LINE)
        if kind in _LISTED and not 0 < len(choices) <= MOST_CHOICES:
            return Kind.WRITTEN
        if kind is Kind.LINE and "multiline" in control.appearance:
            return Kind.LINES
        if kind is Kind.DEVICE and _DRAWN & set(control.appearance):
            return Kind.SIGNATURE
        return kind

    def _is_note(self, path: str, control: Control) -> bool:
        """Tell whether it only says something: a note is an input that cannot be written in."""
        bind = self.model.bind(path).attributes
        return control.tag == "input" and bind.get("readonly", "").strip() == "true()"

    def _condition(self, path: str, asked: Asked) -> Condition | None:
        expression = self.model.bind(path).attributes.get("relevant", "")
        return read_condition(expression, path, asked) if expression.strip() else None

    def _speaks_of_what_is_worked_out(self, path: str, asked: Asked) -> bool:
        """Tell whether a note shows by a calculation: then it is the device's own remark."""
        expression = self.model.bind(path).attributes.get("relevant", "")
        spoken_of = [
            below(each.removeprefix("current()/"), path) for each in _PATH.findall(expression)
        ]
        return any(each not in asked.numbers for each in spoken_of)

    def _choice(self, choice: Choice) -> str:
        return self.wording.chosen(choice.labels, choice.code)

    def _label(self, path: str, code: str) -> str:
        choices = self.lists.of(self.body.controls[path].element)
        found = next((each for each in choices if each.code == code), None)
        return self._choice(found) if found else code


def _digits(constraint: str) -> int:
    """Return how many digits a whole number may have, as far as its constraint says so."""
    ends = [len(str(int(found["number"]))) for found in _UP_TO.finditer(constraint)]
    begins = [len(str(int(found["number"]))) for found in _FROM.finditer(constraint)]
    if ends:
        return min(ends)
    return max(begins) if begins and max(begins) >= _DIGITS_OF_A_YEAR else _MOST_DIGITS
