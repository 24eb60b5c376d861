"""The demonstration's samples fit the five forms, whoever changed them last."""

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from pyxform.xls2xform import convert

from server.demo.cases import sample_cases
from server.demo.fill import Filled, fill, unplaced
from server.demo.reports import Sample, sample_reports
from server.domain.forms import FormVersion
from server.odk.instance import read_answers
from server.odk.xform import read_form

FORMS = Path(__file__).parents[2] / "xlsforms"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    random = Random(1)
    return list(chain(sample_reports(random, NOW), sample_cases(random, NOW)))


@pytest.fixture(scope="module")
def forms() -> dict[str, FormVersion]:
    names = ("screening", "online_report", "hotline", "case_record", "consent")
    compiled = {name: convert(str(FORMS / f"{name}.xlsx")).xform for name in names}
    return {name: read_form(xform.encode(), {}) for name, xform in compiled.items()}


def test_samples_are_forty_reports_and_three_cases(samples: list[Sample]) -> None:
    kinds = [sample.form_id for sample in samples]
    assert sum(kind in {"screening", "online_report", "hotline"} for kind in kinds) == 40
    assert (kinds.count("case_record"), kinds.count("consent")) == (3, 3)


def test_every_value_of_a_sample_has_its_question(
    samples: list[Sample], forms: dict[str, FormVersion]
) -> None:
    assert not any(unplaced(forms[each.form_id], each.filled) for each in samples)


def test_value_without_a_question_is_counted(forms: dict[str, FormVersion]) -> None:
    filled = Filled(values={"report.flying": "x"}, repeats={"guardian": [{"wings": "2"}]})
    assert unplaced(forms["case_record"], filled) == {"report.flying": 1, "guardian.wings": 1}


def test_filled_sample_reads_back_without_an_odd_answer(
    samples: list[Sample], forms: dict[str, FormVersion]
) -> None:
    for sample in samples:
        form = forms[sample.form_id]
        read = read_answers(fill(form, sample.filled, "uuid:1"), form)
        odd = [answer.path for answer in read.answers if answer.is_odd or not answer.question]
        given = len(sample.filled.values) + sum(
            len(row) for rows in sample.filled.repeats.values() for row in rows
        )
        assert (odd, sum(bool(answer.raw) for answer in read.answers)) == ([], given + 1)
