"""Write the lists of countries, districts and languages from the ISO data that pycountry carries.

Run `python tools/lists.py` after an upgrade of pycountry. xlsforms/lists has every name in every
language; the vocabulary has codes and English labels. The choices of the spreadsheets are copies,
and a test says when they differ.
"""

from __future__ import annotations

import csv
import gettext
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import pycountry

PROJECT = Path(__file__).parent.parent
FORMS = PROJECT / "xlsforms" / "lists"
VOCABULARY = PROJECT / "server" / "domain" / "vocabulary"

# Languages without a two-letter code, by their ISO 639-3 code: the creoles and other languages of
# the region, then those heard among the people who come to it.
REGIONAL = frozenset(
    {"acf", "aig", "bah", "bjs", "bzj", "cab", "djk", "gcf", "gcl", "gcr", "gul", "gyn", "hns"}
    | {"icr", "jam", "pap", "scf", "srn", "svc", "tch", "tgh", "trf", "vic"}
    | {"arb", "ase", "cmn", "fil", "nan", "prs", "yue"}
)

# Misprints of the translations, as pycountry carries them.
CORRECTIONS = {
    ("ALA", "es"): "Islas Åland",
    ("CIV", "es"): "Costa de Marfil",
    ("COM", "es"): "Comoras",
    ("DZA", "es"): "Argelia",
    ("FLK", "fr"): "Îles Malouines (Falkland)",
    ("SPM", "es"): "San Pedro y Miquelón",
    ("SUR", "es"): "Surinam",
    ("TUN", "es"): "Túnez",
    ("VEN", "fr"): "Venezuela",
    ("VGB", "es"): "Islas Vírgenes Británicas",
    ("VIR", "es"): "Islas Vírgenes de los Estados Unidos",
    ("VIR", "fr"): "Îles Vierges des États-Unis",
}

Table = list[Sequence[str]]


def countries() -> Table:
    """Return ISO 3166-1: alpha-3, alpha-2 and the common name in three languages."""
    words = {
        code: gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code])
        for code in ("es", "fr")
    }
    rows: Table = [("code", "alpha_2", "name_en", "name_es", "name_fr")]
    for each in sorted(pycountry.countries, key=lambda country: country.alpha_3):
        name = getattr(each, "common_name", each.name)
        translated = [
            CORRECTIONS.get((each.alpha_3, code)) or spoken(words[code].gettext(name))
            for code in words
        ]
        rows.append((each.alpha_3, each.alpha_2, spoken(name), *translated))
    return rows


def spoken(name: str) -> str:
    """Turn a name in the order of an index into that of speech: “Palestine, State of”."""
    first, comma, rest = name.partition(", ")
    if not comma or {"and", "y", "et"} & set(rest.split()):
        return name
    return f"{rest}{'' if rest.endswith(chr(39)) else ' '}{first}"


def districts() -> Table:
    """Return the districts of Saint Lucia, ISO 3166-2:LC."""
    found = [each for each in pycountry.subdivisions if each.country_code == "LC"]
    return [("code", "name"), *sorted((each.code, each.name) for each in found)]


def languages() -> Table:
    """Return the living languages with a two-letter code and those of the region, ISO 639-3."""
    rows: Table = [("code", "alpha_2", "name")]
    for each in sorted(pycountry.languages, key=lambda language: language.alpha_3):
        two = getattr(each, "alpha_2", "")
        if (two and each.type == "L") or each.alpha_3 in REGIONAL:
            rows.append((each.alpha_3, two, each.name))
    return rows


def write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write one table as CSV with plain line ends, so that a difference shows line by line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def labels(table: Table) -> Table:
    """Return code and English label alone, in the order of the labels; of languages both codes."""
    column = next(place for place, head in enumerate(table[0]) if head in ("name", "name_en"))
    rows = [(row[0], row[column]) for row in table[1:]]
    head: Sequence[str] = ("code", "label")
    if table[0] == languages()[0]:
        rows = [(row[0], row[column], row[1]) for row in table[1:]]
        head = ("code", "label", "alpha_2")
    return [head, *sorted(rows, key=lambda row: plain(row[1]))]


def plain(text: str) -> str:
    """Return a text as it sorts: small letters, without accents."""
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()


def main() -> None:
    """Write the files."""
    FORMS.mkdir(parents=True, exist_ok=True)
    for name, table in (
        ("countries", countries()),
        ("districts", districts()),
        ("languages", languages()),
    ):
        write(FORMS / f"{name}.csv", table)
        write(VOCABULARY / f"{name}.csv", labels(table))
        print(f"{name}.csv: {len(table) - 1} rows")


if __name__ == "__main__":
    main()
