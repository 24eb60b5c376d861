"""The words of the pages: every language has every one, and an office may add its own."""

from __future__ import annotations

import csv
from pathlib import Path
from string import Formatter

import pytest

from server.errors import Refused
from server.web.words import table
from server.web.words.table import read_table, words_for

FILE = Path(table.__file__).with_name("words.csv")


def rows() -> list[list[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def own(folder: Path, *lines: str) -> Path:
    path = folder / "words.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_language_has_every_word() -> None:
    assert rows()[0] == ["key", "English (en)", "Español (es)", "Français (fr)"]
    assert [row for row in rows() if len(row) != 4 or not all(cell.strip() for cell in row)] == []


def test_no_key_stands_twice() -> None:
    keys = [row[0] for row in rows()]
    assert len(keys) == len(set(keys))


def test_gaps_are_the_same_in_every_language() -> None:
    for row in rows()[1:]:
        gaps = [{name for _, name, _, _ in Formatter().parse(cell) if name} for cell in row[1:]]
        assert gaps == [gaps[0]] * 3, row[0]


def test_words_are_in_the_language_asked_for() -> None:
    assert words_for("es")("next") == "Siguiente"
    assert words_for("fr-CA")("step_of", step=1, steps=3) == "Étape 1 sur 3"


def test_unknown_language_is_english() -> None:
    assert words_for("xx").language.code == "en"


def test_scripts_get_no_words_of_the_server() -> None:
    keys = words_for("en").for_script()
    assert "next" in keys
    assert not [key for key in keys if key.startswith(table.SERVER_ONLY)]


def test_public_pages_get_no_words_for_those_who_are_signed_in() -> None:
    words = words_for("en")
    left_out = words.for_script().keys() - words.for_public().keys()
    assert left_out == {"waiting", "waiting.title", "waiting.discard", "signed_out"}


def test_office_adds_a_language(tmp_path: Path) -> None:
    mine = read_table(own(tmp_path, "key,Kwéyòl (acf)", "leave,Kité paj sala"))
    assert mine.words_for("acf")("leave") == "Kité paj sala"
    assert mine.words_for("acf")("next") == "Next"
    assert mine.words_for("acf").language.name == "Kwéyòl"


def test_office_changes_a_word(tmp_path: Path) -> None:
    mine = read_table(own(tmp_path, "key,Español (es)", "send,Mandar"))
    assert (mine.words_for("es")("send"), mine.words_for("es")("next")) == ("Mandar", "Siguiente")


def test_missing_own_table_changes_nothing(tmp_path: Path) -> None:
    assert read_table(tmp_path / "words.csv") == read_table()


def test_arabic_is_written_from_the_right(tmp_path: Path) -> None:
    mine = read_table(own(tmp_path, "key,العربية (ar)"))
    assert (mine.words_for("ar").language.dir, mine.words_for("es").language.dir) == ("rtl", "ltr")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("key,Kwéyòl",), "heading"),
        (("",), "first line"),
        (("key,Kwéyòl (acf)", "nothing.like.it,x"), "no key"),
        (("key,Kwéyòl (acf)", "step_of,x {stp}"), "same"),
        (("key,Kwéyòl (acf)", "step_of,x {step"), "same"),
        (("key,Kwéyòl (acf)", "next,\udcff"), "UTF-8"),
    ],
)
def test_unusable_own_table_is_refused(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    path = tmp_path / "words.csv"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    with pytest.raises(Refused, match=why):
        read_table(path)


def test_forms_at_a_desk_speak_to_the_task_force() -> None:
    words = words_for("es")
    said = words.for_form_at_desk()
    assert said["sent.close"] == words("desk.sent.close") != words.for_public()["sent.close"]
    assert said.keys() == words.for_script().keys()
