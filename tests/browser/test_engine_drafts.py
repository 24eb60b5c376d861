"""A draft of a form keeps everything, and goes on in whatever language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.engine import PERSONS, run, table
from tests.browser.replay import Model, engine_page, model_of
from tests.javarosa.torture import MEDIA, torture_form


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with engine_page(browser) as page:
        yield page


@pytest.fixture(scope="module")
def everything() -> Model:
    return model_of(torture_form(), MEDIA)


@pytest.fixture(scope="module")
def spanish() -> Model:
    return model_of(torture_form(), MEDIA, "es")


def test_draft_keeps_all_answers_in_another_language(
    page: Page, everything: Model, spanish: Model
) -> None:
    code = """({begin, at, set, values, models}) => {
      const form = begin();
      set(form, "name", "Ann"); set(form, "day", "2020-02-29"); set(form, "whole", "x");
      set(form, "mood", "bad");
      const other = begin(form.save(), models[1]);
      const refs = ["name", "day", "day_text", "whole", "meta/instanceID"];
      const [town, asked] = ["town", "asked"].map((ref) => at(other, ref));
      return [...refs.map((ref) => values(other, ref)[0]),
        other.choices(town)[0].label, other.problem(asked)];
    }"""
    told = run(page, code, everything, spanish)
    assert told[:2] == ["Ann", "2020-02-29"]
    assert told[2].startswith("29 feb")
    assert told[3:5] == ["x", "uuid:0a1b2c3d-0000-4000-8000-000000000001"]
    assert told[5:] == ["Canaries", "Hace falta"]


def test_draft_keeps_an_answer_that_does_not_apply(page: Page) -> None:
    model = table("""
| type    | name | label | relevant      |
| integer | age  | Age   |               |
| text    | work | Work  | ${age} > 17   |
""")
    code = """({begin, set, values}) => {
      const form = begin();
      set(form, "age", "30"); set(form, "work", "fisher"); set(form, "age", "9");
      const later = begin(form.save());
      const xml = later.finish().xml;
      set(later, "age", "18");
      return [xml.includes("fisher"), values(later, "work"), later.finish().xml.includes("fisher")];
    }"""
    assert run(page, code, model) == [False, ["fisher"], True]


def test_draft_keeps_instances_their_keys_and_their_order(page: Page, everything: Model) -> None:
    code = """(form) => {
      form.set(form.all("/data/person/things")[1], "2");
      form.set(form.all("/data/person/thing/what")[2], "boat");
      form.remove(form.all("/data/person")[0]);
      const later = begin(form.save());
      const tell = (each) => [each.all("/data/person").map(({key}) => key),
        each.all("/data/person/thing/what").map(({value}) => value), each.finish().xml];
      return [tell(form), tell(later)];
    }"""
    before, after = run(page, PERSONS % code, everything)
    assert before == after
    assert (len(before[0]), before[1].count("boat")) == (2, 1)
