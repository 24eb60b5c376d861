"""Looks at a page with axe and with a ruler: small and large, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
_SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
LOOKS: Final = tuple(product((360, 1280), _SCHEMES))
CROSSED: Final = (LOOKS[0], LOOKS[3])  # for states that differ little from others
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN: Final = """async (rules) => {
    const found = await axe.run({ runOnly: rules, resultTypes: ['violations'] })
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} (${failureSummary})`))
}"""


def faults(page: Page, looks: Sequence[tuple[int, Scheme]] = LOOKS) -> list[str]:
    """Return what is wrong with the page as it is now, in each of these sizes and schemes."""
    page.evaluate(Axe().axe_script)
    found = list[str]()
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("scrollTo(0, 0)")  # what is half under the bar only seems too small
        seen = [*page.evaluate(_RUN, _RULES), *_too_wide(page, width)]
        found += [f"{width} {scheme} {page.url} {each}" for each in seen]
    return found


def _too_wide(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"it is {wide} wide"] if wide > width else []
