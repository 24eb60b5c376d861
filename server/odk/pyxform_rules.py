"""The table of pyxform's complaints: how each is recognised, put into plain words, and mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Known(Enum):
    """What a misspelt word is compared with, to suggest the right one."""

    TYPES = auto()
    LISTS = auto()
    NAMES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One complaint: `{word}` in the sentence is what the pattern caught under that name.

    `column` and `sheet` say where the mistake stands when pyxform does not.
    """

    pattern: re.Pattern[str]
    sentence: str
    mend: str
    column: str | None
    sheet: str
    known: Known | None


def _rule(  # noqa: PLR0913 - a row of the table below
    pattern: str,
    sentence: str,
    mend: str,
    *,
    column: str | None = None,
    sheet: str = "survey",
    known: Known | None = None,
) -> Rule:
    return Rule(
        pattern=re.compile(pattern, re.DOTALL),
        sentence=sentence,
        mend=mend,
        column=column,
        sheet=sheet,
        known=known,
    )


RULES = (
    _rule(
        r"Unknown question type '(?P<word>.*)'",
        "There is no question type “{word}”.",
        "Choose a type from the drop-down.",
        column="type",
        known=Known.TYPES,
    ),
    _rule(
        r"List name not in choices sheet: (?P<word>\S+)",
        "There is no choice list named “{word}”.",
        "Add it on the sheet choices.",
        column="type",
        known=Known.LISTS,
    ),
    _rule(
        r"There should be a choices sheet",
        "A question offers choices, but there is no sheet named choices.",
        "Add a sheet choices with the columns list_name, name and label.",
        column="type",
    ),
    _rule(
        r"(Could not find the name|There is no survey element named) '(?P<word>.*?)'",
        "${{{word}}} names no question of this form.",
        "Correct the name.",
        known=Known.NAMES,
    ),
    _rule(
        r"The name '(?P<word>.*?)' appears more than once",
        "${{{word}}} could mean several questions, for the name stands more than once.",
        "Give each of these questions a name of its own.",
    ),
    _rule(
        r"Reference variables must start with",
        "A question is named in a way that cannot be read.",
        "Write it as ${{name}}, without spaces.",
    ),
    _rule(
        r"value '(?P<word>.*?)' is invalid\. Questions, groups, and repeats must be unique",
        "The name “{word}” stands twice in the same group.",
        "Give one of the two another name.",
        column="name",
    ),
    _rule(
        r"value '(?P<word>.*?)' is invalid\. Repeat names must",
        "The name “{word}” cannot be used for this repeat, it is taken.",
        "Give the repeat another name.",
        column="name",
    ),
    _rule(
        r"The name '(?P<word>meta)' is reserved",
        "The name “meta” is reserved.",
        "Choose another name.",
        column="name",
    ),
    _rule(
        r"Names must begin with a letter",
        "The name “{word}” is not usable.",
        "Begin with a letter and use only letters, digits, - and _.",
        column="name",
    ),
    _rule(
        r"Question or group with no name",
        "The row has no name.",
        "Write a short name without spaces.",
        column="name",
    ),
    _rule(
        r"Question with no type",
        "The row has no type.",
        "Choose a type from the drop-down.",
        column="type",
    ),
    _rule(
        r"Unmatched 'end_(?P<word>\w+)'",
        "This end_{word} closes nothing that was begun.",
        "Remove the row, or add the begin_{word} that belongs to it.",
        column="type",
    ),
    _rule(
        r"Unmatched 'begin_(?P<word>\w+)'",
        "The {word} that begins here is never closed.",
        "Add a row end_{word} after its last question.",
        column="type",
    ),
    _rule(
        r"Missing calculation",
        "The row calculates something but does not say what.",
        "Write the calculation.",
        column="calculation",
    ),
    _rule(
        r"Choice names must be unique",
        "The same code stands twice in one choice list.",
        "Give each choice of a list a code of its own.",
        column="name",
        sheet="choices",
    ),
    _rule(
        r"Choices must have a name",
        "The choice has no code.",
        "Write a short code in the column name.",
        column="name",
        sheet="choices",
    ),
    _rule(
        r"Choices should have a label",
        "The choice has no label.",
        "Write what people will read in the column label.",
        column="label",
        sheet="choices",
    ),
    _rule(
        r"Choice names with spaces.*See \[(?P<word>.*?)\]",
        "The code “{word}” holds a space.",
        "Write _ instead of the space.",
        column="name",
        sheet="choices",
    ),
    _rule(
        r"required column headers were not found: (?P<word>.*?)\.",
        "The column {word} is missing.",
        "Add the column.",
    ),
)
