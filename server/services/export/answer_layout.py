"""Which table and columns each question of a form has in an export, over all its versions.

The names are those of ODK Central's CSV export, so that scripts written for it go on working.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from exporters.tables import Code, CodeList, Column, ColumnType, Table
from server.domain.forms import Choice, FormVersion, Question, QuestionType
from server.domain.schema import SCHEMA
from server.services.export.answer_facts import FIRST, KEY, LAST, PARENT_KEY

_TYPES: Mapping[QuestionType, ColumnType] = {
    QuestionType.INTEGER: ColumnType.INTEGER,
    QuestionType.DECIMAL: ColumnType.DECIMAL,
    QuestionType.DATE: ColumnType.DATE,
    QuestionType.TIME: ColumnType.TIME,
    QuestionType.MOMENT: ColumnType.MOMENT,
    QuestionType.SELECT_ONE: ColumnType.CODE,
    QuestionType.SELECT_MULTIPLE: ColumnType.CODES,
    QuestionType.RANK: ColumnType.CODES,
    QuestionType.GEOPOINT: ColumnType.DECIMAL,
    QuestionType.GEOTRACE: ColumnType.PLACE,
    QuestionType.GEOSHAPE: ColumnType.PLACE,
    QuestionType.ATTACHMENT: ColumnType.ATTACHMENT,
}
POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")

Place: TypeAlias = "tuple[tuple[str, ...], str, bool]"  # repeats around it, path, is it a point


def place_of(question: Question) -> Place:
    """Return what tells the columns of one question from another's."""
    return question.repeats, question.path, question.type is QuestionType.GEOPOINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a question's answer goes: repeat path ("" for the form), first column, split codes.

    `is_whole` when it goes into that one column as it is.
    """

    repeat: str
    column: int
    codes: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The tables of one form by repeat path ("" first), and the spot of every question."""

    tables: Mapping[str, Table]
    spots: Mapping[Place, Spot]
    code_lists: tuple[CodeList, ...]
    _found: dict[int, tuple[Question, Spot | None]] = field(default_factory=dict, init=False)

    def spot_of(self, question: Question) -> Spot | None:
        """Return the spot of a question, which is looked up once; None when it has none."""
        found = self._found.get(id(question))
        if found is None:
            # The question is held on to, so that no other can have its id.
            found = self._found[id(question)] = question, self.spots.get(place_of(question))
        return found[1]


@dataclass(slots=True)
class _Draft:
    """A table while it is laid out."""

    name: str
    path: str
    columns: list[Column]
    taken: set[str]

    def add(self, column: Column) -> None:
        self.columns.append(column)

    def name_for(self, question: Question) -> str:
        inside = question.path.removeprefix(f"{self.path}/") if self.path else question.path
        return unused(inside.replace("/", "-"), self.taken)


@dataclass(slots=True)
class _Lists:
    """Code lists by what is in them, so that a list of many questions stands only once."""

    by_content: dict[tuple[object, ...], CodeList] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def name_of(self, question: Question, codes: tuple[Code, ...]) -> str | None:
        if not codes:
            return None
        content = tuple((each.code, each.label, *each.crosswalk.items()) for each in codes)
        if content not in self.by_content:
            name = unused(question.path, self.taken)
            self.by_content[content] = CodeList(name=name, codes=codes)
        return self.by_content[content].name


def lay_out(form_id: str, versions: Sequence[FormVersion], *, split_multiples: bool) -> Layout:
    """Lay out all versions of a form, the leading one first; what only others ask comes after."""
    drafts = _drafts(form_id, versions)
    asked: dict[Place, list[tuple[FormVersion, Question]]] = {}
    for version in versions:
        for question in version.questions:
            asked.setdefault(place_of(question), []).append((version, question))
    lists, spots = _Lists(), {}
    for place, asking in asked.items():
        if all(question.own for _, question in asking):
            continue  # the form's own words have no column
        draft = drafts[place[0][-1] if place[0] else ""]
        spots[place] = _add_question(draft, asking, lists, split_multiples=split_multiples)
    code_lists = tuple(lists.by_content.values())
    return Layout(tables=_tables(drafts), spots=spots, code_lists=code_lists)


def unused(name: str, taken: set[str]) -> str:
    """Return the name, or one near it that is not taken yet, and take it."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}~{number}"
    taken.add(found)
    return found


def _drafts(form_id: str, versions: Sequence[FormVersion]) -> dict[str, _Draft]:
    own = {each.name for each in (*FIRST, *LAST)}
    drafts = {"": _Draft(form_id, "", list(FIRST), set(own))}
    paths = list(dict.fromkeys(path for each in versions for path in each.repeats))
    names = [path.rpartition("/")[2] for path in paths]
    for position, (path, name) in enumerate(zip(paths, names, strict=True)):
        # As Central does: repeats of one name are numbered, the first one too.
        mark = f"~{names[: position + 1].count(name)}" if names.count(name) > 1 else ""
        drafts[path] = _Draft(f"{form_id}-{name}{mark}", path, [], {KEY, PARENT_KEY})
    return drafts


def _tables(drafts: Mapping[str, _Draft]) -> dict[str, Table]:
    root = drafts[""]
    tables = {
        "": Table(
            name=root.name,
            label="One submission",
            columns=(*root.columns, *LAST),
            key=KEY,
        )
    }
    for path, draft in list(drafts.items())[1:]:
        parent = drafts[parent_of(path, drafts)]
        key = Column(name=KEY, label="What tells this row from every other")
        above = Column(name=PARENT_KEY, label=f"The KEY of its row in {parent.name}")
        tables[path] = Table(
            name=draft.name,
            label=f"One turn of the repeat {path}",
            columns=(*draft.columns, above, key),
            key=KEY,
            parent=parent.name,
            parent_key=PARENT_KEY,
            nested=unused(path.rpartition("/")[2], parent.taken),
        )
    return tables


def parent_of(path: str, repeats: Mapping[str, object]) -> str:
    """Return the path of the innermost repeat around a repeat, "" where there is none."""
    above = path.rpartition("/")[0]
    while above and above not in repeats:
        above = above.rpartition("/")[0]
    return above


def _add_question(
    draft: _Draft,
    asking: Sequence[tuple[FormVersion, Question]],
    lists: _Lists,
    *,
    split_multiples: bool,
) -> Spot:
    version, question = asking[0]
    start, name = len(draft.columns), draft.name_for(question)
    choices = _codes([each for _, other in asking for each in other.choices], version)
    source = "version " + ", ".join(each.version for each, _ in asking)
    column = _column(name, version, question, lists.name_of(question, choices), source)
    if question.type is QuestionType.GEOPOINT:
        for part in POINT:
            draft.add(_variant(column, unused(f"{name}-{part}", draft.taken), column.type, part))
        return Spot(repeat=draft.path, column=start, is_whole=False)
    draft.add(column)
    if question.type is not QuestionType.SELECT_MULTIPLE or not split_multiples:
        return Spot(repeat=draft.path, column=start)
    for code in choices:
        marked = unused(f"{name}/{code.code}", draft.taken)
        draft.add(_variant(column, marked, ColumnType.FLAG, code.label or code.code))
    codes = tuple(each.code for each in choices)
    return Spot(repeat=draft.path, column=start, codes=codes, is_whole=False)


def _column(
    name: str, version: FormVersion, question: Question, codes: str | None, source: str
) -> Column:
    mapping = question.mapping
    known = SCHEMA.field(mapping.kind, mapping.field) if mapping and mapping.field else None
    return Column(
        name=name,
        type=_TYPES.get(question.type, ColumnType.TEXT),
        label=_words(question.labels, version),
        section=question.path.rpartition("/")[0],
        sensitivity=known.sensitivity.value if known else "",
        source=source,
        codes=codes,
        crosswalk={"case": str(mapping)} if mapping and mapping.field else {},
    )


def _variant(column: Column, name: str, type_: ColumnType, what: str) -> Column:
    return Column(
        name=name,
        type=type_,
        label=f"{column.label}: {what}" if column.label else what,
        section=column.section,
        sensitivity=column.sensitivity,
        source=column.source,
        crosswalk=column.crosswalk,
    )


def _codes(choices: Sequence[Choice], version: FormVersion) -> tuple[Code, ...]:
    found: dict[str, Code] = {}
    for each in choices:
        label = _words(each.labels, version)
        code = Code(code=each.code, label=label, crosswalk=dict(each.crosswalk))
        found.setdefault(each.code, code)
    return tuple(found.values())


def _words(labels: Mapping[str, str], version: FormVersion) -> str:
    first = version.languages[0] if version.languages else ""
    return labels.get(first) or next(iter(labels.values()), "")
