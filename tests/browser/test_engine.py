"""The engine of a web form: instances that come and go, problems, and what it tells who listens."""

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


def test_instance_in_the_middle_goes_and_the_others_stay_themselves(
    page: Page, everything: Model
) -> None:
    code = """(form) => {
      const [first, second, third] = form.all("/data/person");
      form.remove(second);
      const left = form.all("/data/person");
      const numbers = form.all("/data/person/number").map(({value}) => value);
      return [left[0] === first && left[1] === third, third.path,
        form.node(second.key) === undefined, form.node(third.key) === third,
        numbers, form.all("/data/named")[0].value];
    }"""
    assert run(page, PERSONS % code, everything) == [
        *(True, "/data/person[2]", True, True, ["1", "2"], "Ann, Cy")
    ]


def test_counted_instances_come_by_themselves_and_go_only_by_hand(
    page: Page, everything: Model
) -> None:
    code = """({begin, set}) => {
      const form = begin();
      const tell = () => form.all("/data/person/thing").map(({removable}) => removable);
      const told = [];
      for (const count of ["2", "0", "3"]) { set(form, "person/things", count); told.push(tell()); }
      form.remove(form.all("/data/person/thing")[1]);
      return [...told, form.all("/data/person/thing").length];
    }"""
    told = run(page, code, everything)
    assert told == [[False, False], [True, True], [False, False, False], 3]


def test_count_that_is_a_slip_of_the_hand_does_not_freeze_the_page(page: Page) -> None:
    model = table("""
| type         | name   | label | repeat_count |
| integer      | many   | Many  |              |
| begin_repeat | thing  | Thing | ${many}      |
| text         | what   | What  |              |
| end_repeat   |        |       |              |
""")
    code = """({begin, set}) => {
      const form = begin(); set(form, "many", "2000000000"); return form.all("/data/thing").length;
    }"""
    assert run(page, code, model) == 500


def test_listener_hears_what_changed_and_whether_there_are_other_nodes(
    page: Page, everything: Model
) -> None:
    code = """({begin, set}) => {
      const form = begin(), heard = [];
      const stop = form.listen((changed, structure) =>
        heard.push([[...changed].map(({ref}) => ref.slice(6)), structure]));
      set(form, "mood", "bad"); set(form, "mood", "bad"); set(form, "person/things", "2");
      form.add("/data/person", form.root); stop(); set(form, "mood", "fine");
      return heard;
    }"""
    heard = run(page, code, everything)
    assert {"mood", "grp", "grp/inner", "asked", "locked", "changed"} <= set(heard[0][0])
    assert [structure for _, structure in heard] == [False, False, True, True]
    assert "mood" not in heard[1][0]


@pytest.mark.parametrize(
    ("ref", "typed", "sentence"),
    [
        ("name", "", "Say a name"),
        ("name", "x" * 60, "Too long"),
        ("story", "NA", "That answer is not right."),
        ("whole", "1.5", "not_a_whole_number"),
        ("fraction", "a", "not_a_number"),
        ("day", "2026-02-30", "not_a_date"),
        ("day", "2026-11-23", "Not in the future"),
        ("hour", "25:00", "not_a_time"),
        ("place", "here", "place.not_one"),
        ("whole", "12", None),
        ("place", "13.9 -61", None),
    ],
)
def test_problem_is_told_in_a_sentence(
    ref: str, typed: str, sentence: str | None, page: Page, everything: Model
) -> None:
    wanted = everything["words"].get(sentence, sentence)
    if sentence and sentence.startswith("That"):
        wanted = everything["words"]["not_right"]
    code = (
        "({begin, at, set, given: [ref, typed]}) => {const form = begin(); set(form, ref, typed); "
    )
    code += "return [form.problem(at(form, ref)), form.problem(at(begin(), ref), typed)]}"
    assert run(page, code, everything, given=[ref, typed]) == [wanted, wanted]


def test_problems_stand_in_the_order_of_the_form_and_only_where_they_apply(
    page: Page, everything: Model
) -> None:
    code = """({begin, set}) => {
      const form = begin();
      const tell = (within) => form.problems(within).map(({node}) => node.path);
      set(form, "mood", "bad");
      return [tell(), tell(form.all("/data/grp")[0])];
    }"""
    assert run(page, code, everything) == [
        ["/data/name", "/data/grp/inner", "/data/person[1]/who", "/data/asked"],
        ["/data/grp/inner"],
    ]


def test_choice_that_its_list_no_longer_has_is_taken_back(page: Page, everything: Model) -> None:
    code = """({begin, set, at, values}) => {
      const form = begin();
      const names = () => form.choices(at(form, "district")).map(({name}) => name);
      set(form, "region", "north"); set(form, "district", "castries");
      set(form, "districts", "castries laborie");
      const north = names();
      set(form, "region", "south");
      return [north, names(), values(form, "district"), values(form, "districts")];
    }"""
    assert run(page, code, everything) == [
        *(["gros_islet", "castries"], ["choiseul", "laborie"], [""], ["laborie"])
    ]


def test_what_xml_cannot_hold_is_not_submitted(page: Page, everything: Model) -> None:
    code = """({begin, set}) => {
      const form = begin();
      set(form, "name", "a\\u0000b\\u000bc\\ud83d<&😀");
      const {xml} = form.finish();
      const read = new DOMParser().parseFromString(xml, "application/xml");
      return read.querySelector("name").textContent;
    }"""
    assert run(page, code, everything) == "abc?<&😀"


def test_reference_is_the_forms_own_or_the_beginning_of_the_submissions_id(
    page: Page, everything: Model
) -> None:
    code = (
        "({begin}) => { const form = begin(); return [form.reference(), form.finish().instanceId] }"
    )
    own = everything | {"quote": "/data/preset"}
    instance = "uuid:0a1b2c3d-0000-4000-8000-000000000001"
    assert run(page, code, everything) == ["0a1b2c3d", instance]
    assert run(page, code, own) == ["as it was", instance]
