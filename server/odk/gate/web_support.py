"""The table of what the web form client can do; anything else is refused in forms on the web.

Changing a line here is a promise: the client's own tests walk over this table.
"""

from __future__ import annotations

# Data types of questions that are typed in, with the appearances each may have.
INPUTS: dict[str, frozenset[str]] = {
    "string": frozenset({"multiline", "numbers"}),
    "int": frozenset(),
    "decimal": frozenset(),
    "date": frozenset({"month-year", "year"}),
    "time": frozenset(),
    "dateTime": frozenset(),
    "geopoint": frozenset(),
}

# Other controls, with the appearances each may have. A file is an upload of no special medium.
# "label" and "list-nolabel" are what pyxform makes of a group that is to look like a table.
_LISTS = frozenset({"minimal", "autocomplete", "columns", "columns-pack", "label", "list-nolabel"})
_COLUMNS = frozenset(f"columns-{number}" for number in range(1, 6))
CONTROLS: dict[str, frozenset[str]] = {
    "select1": _LISTS | _COLUMNS | {"likert"},
    "select": _LISTS | _COLUMNS,
    "rank": frozenset(),
    "range": frozenset(),
    "trigger": frozenset(),
    "group": frozenset({"field-list", "after-sending"}),
    "repeat": frozenset({"field-list"}),
    "image": frozenset({"signature", "draw"}),
    "file": frozenset(),
}

# What may be asked of the device, by preload and its parameter: nothing that names it.
PRELOADS = frozenset({("timestamp", "start"), ("timestamp", "end"), ("date", "today"), ("uid", "")})

# Events at which a value may be set: when the form begins, in a new repeat, when another changes.
EVENTS = frozenset({"odk-instance-first-load", "odk-new-repeat", "xforms-value-changed"})

# Kinds of files a list may come from.
LIST_FILES = (".csv",)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# XPath functions of JavaRosa, the engine of ODK Collect.
COLLECT_FUNCTIONS = _words("""
    if coalesce once indexed-repeat position count count-non-empty sum max min
    selected selected-at count-selected jr:choice-name jr:itext instance current randomize pulldata
    concat join substr substring-before substring-after translate contains starts-with ends-with
    string string-length normalize-space regex uuid digest base64-decode extract-signed
    version property
    number int round abs pow sqrt log log10 exp exp10 sin cos tan asin acos atan atan2 pi random
    date date-time format-date format-date-time decimal-date-time decimal-time today now
    boolean boolean-from-string not true false checklist weighted-checklist depend
    area distance geofence
""")

# Those that the web form client's engine lacks, or has only in part.
_NOT_ON_THE_WEB = _words("""
    jr:choice-name jr:itext pulldata digest base64-decode extract-signed version property depend
    area distance geofence
""")
WEB_FUNCTIONS = COLLECT_FUNCTIONS - _NOT_ON_THE_WEB

# All but those that the page of a form has from the beginning; where one is called, the client
# fetches a script that holds them (client/src/engine/xpath/rare.ts).
RARE_FUNCTIONS = WEB_FUNCTIONS - _words("""
    if coalesce once position count count-non-empty sum selected selected-at count-selected
    instance current concat substr substring-before translate contains starts-with
    string string-length regex number int random today now boolean not true false
""")
