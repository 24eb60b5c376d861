"""The engine of the web forms is equal to JavaRosa, ODK's own, on our forms and one of everything.

JavaRosa fills each form 300 times and tells every step; the browser does the same and must refuse
the same answers and submit the same instance, element for element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.replay import differences, engine_page, in_english, model_of
from tests.javarosa.fills import need_java
from tests.javarosa.house import OURS, compiled
from tests.javarosa.stories import Story, tell
from tests.javarosa.torture import MEDIA, torture_form

_COUNT = 300
_TORTURE = "torture"
_FORMS = [*OURS, _TORTURE]
Stories = dict[str, Future[list[Story]]]


def xform(name: str) -> bytes:
    return torture_form() if name == _TORTURE else in_english(compiled(name)[1])


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    """Let JavaRosa begin on all forms, two at a time, while the browser does the first."""
    need_java()

    def told(name: str) -> Callable[[], list[Story]]:
        folder = tmp_path_factory.mktemp(name)
        return lambda: tell(folder, xform(name), MEDIA, count=_COUNT)

    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(told(name)) for name in _FORMS}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with engine_page(browser) as page:
        yield page


@pytest.mark.parametrize("name", _FORMS)
def test_browser_fills_the_form_as_javarosa_does(name: str, page: Page, stories: Stories) -> None:
    assert differences(page, model_of(xform(name), MEDIA), stories[name].result()) == []


def _verdicts(stories: list[Story]) -> set[str]:
    return {step[3] for story in stories for step in story["steps"] if step[0] == "set"}


def test_stories_hold_every_kind_of_step_and_refusal(stories: Stories) -> None:
    told = stories[_TORTURE].result()
    assert {step[0] for story in told for step in story["steps"]} == {
        *("set", "add", "remove", "check")
    }
    assert _verdicts(told) == {"ok", "required", "constraint", "type"}
    assert any(step[0] == "check" and step[1] for story in told for step in story["steps"])


@pytest.mark.parametrize(
    ("path", "rule", "expression"),
    [
        ("/data/grp", "relevant", "true()"),
        ("/data/person/share", "calculate", "1"),
        ("/data/code", "constraint", "true()"),
        ("/data/person/who", "required", "false()"),
    ],
)
def test_proof_notices_another_rule(
    path: str, rule: str, expression: str, page: Page, stories: Stories
) -> None:
    model = deepcopy(model_of(torture_form(), MEDIA))
    model["binds"][path][rule] = [expression, []]
    assert differences(page, model, stories[_TORTURE].result()[:40]) != []
