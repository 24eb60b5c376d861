"""A form in a browser keeps the language in which it is shown, where it has a row for it."""

from __future__ import annotations

import pytest

from server.odk.web_form.model import Bind
from tests.simulators.web_forms import compiled

HEAD = "|type|name|label::Español (es)|label::Kwéyòl (acf)|label::Creole|default|relevant|"
HEAD += "calculation|bind::case:field|"
TEXT = "|text|a|A|A|A||||report.place|"
CHOICES = "|list_name|name|label::Español (es)|\n|yn|yes|Sí|"


def bind_of(row: str, language: str = "es", path: str = "spoken") -> Bind:
    model = compiled(f"{HEAD}\n{row}\n{TEXT}", CHOICES, language=language).model
    return model.binds.get(f"/data/{path}", Bind())


@pytest.mark.parametrize(("language", "code"), [("es", "'spa'"), ("acf", "'acf'")])
def test_row_holds_the_language_that_is_shown(language: str, code: str) -> None:
    bind = bind_of("|hidden|spoken|||||||report.report_language|", language)
    assert bind.rules["calculate"].text == code


def test_language_without_a_code_leaves_the_row_as_it_is() -> None:
    assert bind_of("|hidden|spoken||||spa|||report.report_language|", "Creole") == Bind()


def test_row_keeps_its_condition() -> None:
    bind = bind_of("|hidden|spoken|||||${a} != ''||report.report_language|")
    assert set(bind.rules) == {"relevant", "calculate"}


def test_row_may_stand_in_a_group_that_names_the_record() -> None:
    group = "|begin_group|g|G|G|G||||report|\n|hidden|spoken|||||||.report_language|\n|end_group|"
    assert bind_of(f"{group}||||||||", path="g/spoken").rules["calculate"].text == "'spa'"


@pytest.mark.parametrize(
    "row",
    [
        "|text|spoken|A|A|A||||report.report_language|",
        "|hidden|spoken|||||||report.place|",
        "|hidden|spoken||||||||",
    ],
)
def test_no_other_row_is_touched(row: str) -> None:
    assert "calculate" not in bind_of(row).rules


def test_calculation_of_the_form_itself_stays() -> None:
    bind = bind_of("|calculate|spoken||||||'fra'|report.report_language|")
    assert bind.rules["calculate"].text == "'fra'"
