"""The signs card is as large as a bank card, and the poster says the number first."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest
from pypdf import PdfReader

from server.errors import Refused
from server.web.print.ink import POINT
from server.web.print.poster import PosterFacts, posters, report_address
from server.web.print.signs_card import CardFacts, signs_cards
from server.web.words import table
from server.web.words.table import Language, Words, read_table
from tests.simulators.paper import AT, pages, squeezed
from tests.simulators.qr import read_matrix

TABLE = read_table()
EVERY = list(TABLE.languages.values())
CARD = CardFacts(hotline="847", address="reports.example.org/report", at=AT)
POSTER = PosterFacts(hotline="847", root="https://reports.example.org/", at=AT)
_RECTANGLE = re.compile(r"([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re f")
_STROKE = re.compile(r"([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S")
every_language = pytest.mark.parametrize("words", EVERY, ids=lambda words: words.language.code)


def numbers(content: bytes, pattern: re.Pattern[str], page: int = 0) -> list[tuple[float, ...]]:
    """Return the numbers of each mark of a kind on a page, in millimetres."""
    drawn = PdfReader(io.BytesIO(content)).pages[page].get_contents()
    assert drawn is not None
    found = pattern.findall(drawn.get_data().decode("latin-1"))
    return [tuple(float(each) * POINT for each in mark) for mark in found]


def with_words(words: Words, **texts: str) -> Words:
    changed = {key.replace("__", "."): text for key, text in texts.items()}
    return replace(words, texts={**words.texts, **changed})


@every_language
@pytest.mark.requirement("R34")
def test_card_has_every_sign_and_step_ten_times(words: Words) -> None:
    front, back = (squeezed(each) for each in pages(signs_cards([words], CARD)[0]))
    signs = words("paper.card.signs").splitlines()
    steps = words("paper.card.steps").splitlines()
    assert [front.count(squeezed(each)) for each in signs] == [10] * len(signs)
    assert [back.count(squeezed(each)) for each in steps] == [10] * len(steps)
    assert back.count("847") == 10
    assert back.count("reports.example.org/report") == 10


def test_cut_marks_are_a_bank_cards_size_apart() -> None:
    lines = numbers(signs_cards(EVERY[:1], CARD)[0], _STROKE)
    across = sorted({round(x, 1) for x, _, to_x, _ in lines if x == to_x})
    down = sorted({round(y, 1) for x, y, to_x, to_y in lines if y == to_y and abs(to_x - x) < 6})
    assert [round(b - a, 1) for a, b in pairwise(across)] == [85.6, 85.6]
    assert [round(b - a, 1) for a, b in pairwise(down)] == [54.0] * 5


def test_card_gives_nobody_away() -> None:
    shown = " ".join(pages(signs_cards(EVERY, CARD)[0])).casefold()
    assert [
        word for word in ("traffick", "victim", "trata", "víctima", "traite") if word in shown
    ] == []


def test_card_without_an_address_names_none() -> None:
    shown = " ".join(pages(signs_cards(EVERY[:1], replace(CARD, address=None))[0]))
    assert "Not urgent" not in shown


def test_long_number_fits_on_card_and_poster() -> None:
    number = "+1 758 555 0100 1234 5678"
    assert number in pages(signs_cards(EVERY[:1], replace(CARD, hotline=number))[0])[1]
    assert number in pages(posters(EVERY[:1], replace(POSTER, hotline=number))[0])[0]


def test_too_many_words_for_the_card_are_refused() -> None:
    words = with_words(EVERY[0], paper__card__signs="\n".join(["A sign that is there"] * 30))
    with pytest.raises(Refused, match="The words of the card in English are too many"):
        signs_cards([words], CARD)


def test_too_many_words_for_the_poster_are_refused() -> None:
    words = with_words(EVERY[0], paper__poster__explanation="word " * 3000)
    with pytest.raises(Refused, match="The words of the poster in English are too many"):
        posters([words], POSTER)


@every_language
@pytest.mark.requirement("R18", "R20")
def test_poster_says_the_number_first_and_what_trafficking_is(words: Words) -> None:
    [page] = [squeezed(each) for each in pages(posters([words], POSTER)[0])]
    told = ("call", "urgent", "what", "explanation", "online")
    places = [page.find(squeezed(words(f"paper.poster.{each}"))) for each in told]
    assert -1 not in places
    assert places == sorted(places)
    assert page.find("847") < places[1]


@pytest.mark.requirement("R19")
def test_code_of_the_poster_leads_to_the_stable_address() -> None:
    squares = numbers(posters(EVERY[:1], POSTER)[0], _RECTANGLE)
    side = min(abs(height) for *_, height in squares)
    left, top = min(x for x, *_ in squares), max(y for _, y, *_ in squares)
    size = round(58 / side)
    matrix = [[False] * size for _ in range(size)]
    for x, y, width, _ in squares:
        row, column = round((top - y) / side), round((x - left) / side)
        for at in range(round(width / side)):
            matrix[row][column + at] = True
    assert (
        read_matrix(matrix) == report_address(POSTER.root) == "https://reports.example.org/report"
    )


def test_strips_to_tear_off_bear_the_number_only() -> None:
    [page] = pages(posters(EVERY[:1], POSTER)[0])
    assert squeezed(page).count("847") == 10  # once large, and on nine strips
    last = squeezed(page).rpartition(squeezed(EVERY[0]("paper.poster.safe")))[2]
    assert last == "847" * 9


def test_each_language_has_its_sheets() -> None:
    assert len(pages(posters(EVERY, POSTER)[0])) == len(EVERY)
    assert len(pages(signs_cards(EVERY, CARD)[0])) == 2 * len(EVERY)


def test_language_from_right_to_left_is_printed_too() -> None:
    arabic = Words(language=Language(code="ar", name="العربية"), texts=EVERY[0].texts)
    assert posters([arabic], POSTER)[1] == signs_cards([arabic], CARD)[1] == ""


def test_words_of_paper_are_there_in_every_language_with_the_same_gaps() -> None:
    with Path(table.__file__).with_name("paper.csv").open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads == ["key", "English (en)", "Español (es)", "Français (fr)"]
    for key, *cells in rows:
        gaps = [{name for _, name, _, _ in Formatter().parse(cell) if name} for cell in cells]
        assert all(cell.strip() for cell in cells), key
        assert gaps == [gaps[0]] * 3, key


def test_lists_of_paper_are_as_long_in_every_language() -> None:
    for key in ("card.signs", "card.steps", "rules.agency", "rules.expert", "rules.public"):
        assert len({len(words(f"paper.{key}", hotline="8").splitlines()) for words in EVERY}) == 1
