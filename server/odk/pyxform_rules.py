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

    `column` and `sheet` say where the mistake stands when pyxform does not; `of_type` is the type
    of the row, where that tells it apart.
    """

    pattern: re.Pattern[str]
    sentence: str
    mend: str
    column: str | None
    sheet: str
    known: Known | None
    of_type: str


def _rule(  # noqa: PLR0913 - a row of the table below
    pattern: str,
    sentence: str,
    mend: str,
    *,
    column: str | None = None,
    sheet: str = "survey",
    known: Known | None = None,
    of_type: str = "",
) -> Rule:
    return Rule(
        pattern=re.compile(pattern, re.DOTALL),
        sentence=sentence,
        mend=mend,
        column=column,
        sheet=sheet,
        known=known,
        of_type=of_type,
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
        "A question offers choices, but no list of choices can be read.",
        "Add a sheet choices with the columns list_name, name and label.",
        column="type",
        of_type="select",
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
    _rule(
        r"element named '(?P<word>.*?)' has no label or hint",
        "“{word}” has no label.",
        "Write what people will read in the column label.",
        column="label",
    ),
    _rule(
        r"specify an image for the survey element named (?P<word>.*)\.",
        "“{word}” has a big picture but no picture.",
        "Name the picture in the column media::image too.",
        column="media::big-image",
    ),
    _rule(
        r"The question \$\{(?P<word>.*?)\} is not user-visible",
        "${{{word}}} is never shown, so it cannot set off a calculation.",
        "Name a question that is asked.",
        column="trigger",
    ),
    _rule(
        r"(?P<word>[\w-]+) must be set to",
        "The parameter {word} has a value that is not known.",
        "Write {word}=true, or take it away.",
        column="parameters",
    ),
    _rule(
        r"use a (?P<word>seed)\.",
        "A seed needs randomize=true.",
        "Add randomize=true, or take the seed away.",
        column="parameters",
    ),
    _rule(
        r"(?P<word>seed) value must be",
        "The seed is no number.",
        "Write a number, or ${{name}} of another question.",
        column="parameters",
    ),
    _rule(
        r"Parameter (?P<word>[\w-]+) must",
        "The parameter {word} is no number that fits.",
        "Write a whole number from 0.",
        column="parameters",
    ),
    _rule(
        r"Invalid value for (?P<word>quality)",
        "The quality of the sound is not known.",
        "Write quality=voice-only, low, normal or external.",
        column="parameters",
    ),
    _rule(
        r"Parameter 'app' has",
        "The parameter app names no program of a tablet.",
        "Write it like app=com.example.camera, or take it away.",
        column="parameters",
    ),
    _rule(
        r"To include location information in the audit",
        "The audit is to record places, but its parameters are not complete.",
        "Take the parameters that begin with location away.",
        column="parameters",
        of_type="audit",
    ),
    _rule(
        r"Audits must always be named",
        "An audit has no name of its own.",
        "Clear the cell.",
        column="name",
    ),
    _rule(
        r"'parameters' value is invalid\. (?P<word>.*)",
        "The parameters do not fit the type (pyxform: “{word}”).",
        "Correct or clear the cell.",
        column="parameters",
    ),
    _rule(
        r"Choice filter not supported with or_other",
        "A choice_filter and or_other cannot stand in one row.",
        "Add the choice “Other” to the list, and a text question that asks what.",
        column="choice_filter",
    ),
    _rule(
        r"specify choices for this 'or other'",
        "A list in a file takes no or_other.",
        "Add the choice “Other” to the file, and a text question that asks what.",
        column="type",
    ),
    _rule(
        r"File name for '(?P<word>.*?)' should end",
        "The list of “{word}” is no CSV file.",
        "Write the name of a file that ends in .csv.",
        column="type",
    ),
    _rule(
        r"Choice filter not supported for table-list",
        "A question in a table cannot have a choice_filter.",
        "Clear the cell, or the appearance table-list of the group.",
        column="choice_filter",
    ),
    _rule(
        r"Badly formatted table list|table-list",
        "The questions of a table do not have the same choices.",
        "Give all of them the same list, or clear the appearance table-list of the group.",
        column="type",
    ),
    _rule(
        r"external[_ ]choices",
        "Lists of the sheet external_choices do not reach the tablet.",
        "Use select_one_from_file with a CSV file.",
        column="type",
        of_type="select_one_external",
    ),
    _rule(
        r"'search\(\)'",
        "The appearance search( ) cannot be used here.",
        "Use select_one_from_file with a choice_filter instead.",
        column="appearance",
    ),
    _rule(
        r"Media type: (?P<word>\S+) not supported",
        "There is no medium “{word}”.",
        "Use media::image, media::audio or media::video, or remove the column.",
        column="media::{word}",
    ),
    _rule(
        r"different names for the same column were found: '(?P<word>.*?)', '.*?'",
        "The column “{word}” stands twice, once by another name.",
        "Keep one of the two.",
        column="{word}",
    ),
    _rule(
        r"'save_to' value is invalid",
        "Sealed forms cannot make entities.",
        "Clear the cell.",
        column="save_to",
    ),
    _rule(
        r"(Instance names must be unique within a form\. The name|Instance name:) '(?P<word>.*?)'",
        "Two lists would be called “{word}” in the form.",
        "Rename the file, or the list of the choices sheet.",
        column="type",
    ),
    _rule(
        r"multiple survey elements named '(?P<word>.*?)'",
        "${{{word}}} could mean several questions, for the name stands more than once.",
        "Give each of these questions a name of its own.",
    ),
)
