"""Stories of JavaRosa, done again with the controls of the page, end in the same submission."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Serve
from tests.browser.form_page import form_app, ready
from tests.browser.replay import in_english, is_clock, model_of, unlike
from tests.javarosa.fills import ZONE, need_java
from tests.javarosa.house import OURS, compiled
from tests.javarosa.stories import Story, tell
from tests.javarosa.torture import MEDIA, torture_form

_COUNT = 6
_TORTURE = "torture"
_REPLAY = Path(__file__).with_name("replay_view.js").read_text("utf-8")
_DO = f"""async (steps) => {{
  const replay = {_REPLAY[_REPLAY.index("(() =>") :].strip().removesuffix(";")};
  return replay((await import("/static/public.js")).filling, steps);
}}"""
# The form draws the numbers that JavaRosa drew; what is no such draw stays random.
_DRAWS = """((draws) => {
  const real = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (array) => {
    if (!(array instanceof Uint32Array) || !draws.length) return real(array);
    array[0] = Math.floor(draws.shift() * 2 ** 32);
    return array;
  };
})(%s)"""
_ID = re.compile(r"uuid:[0-9a-f-]{36}")


def _xform(name: str) -> bytes:
    return torture_form() if name == _TORTURE else in_english(compiled(name)[1])


def _do(page: Page, address: str, story: Story, vague: set[str]) -> list[str]:
    page.add_init_script(_DRAWS % story["random"])
    page.clock.set_fixed_time(story["now"] / 1000)
    page.goto(address)
    ready(page)
    page.wait_for_load_state("networkidle")
    told = page.evaluate(_DO, story["steps"])
    xml = _ID.sub(story["instanceId"], told["xml"])
    return [*told["complaints"], *unlike(story["xml"], xml, vague)]


@pytest.mark.parametrize("name", [*OURS, _TORTURE])
def test_controls_fill_the_form_as_javarosa_does(
    name: str, browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    need_java()
    address = serve(form_app(_xform(name), MEDIA))
    binds = model_of(_xform(name), MEDIA)["binds"]
    vague = {path for path, bind in binds.items() if is_clock(bind)}
    for story in tell(tmp_path, _xform(name), MEDIA, count=_COUNT):
        context = browser.new_context(timezone_id=ZONE, locale="en-US")
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        problems = _do(page, address, story, vague)
        assert problems == [], "\n".join(problems)
        context.close()
