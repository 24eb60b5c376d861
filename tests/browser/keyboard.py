"""Somebody who fills in a form with the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

NAMED = frozenset({"Enter", "Tab", "Space", "ArrowDown", "Delete"})
_FAR = 150  # presses of Tab
_IS_AT = "(rule) => document.activeElement.closest(rule) !== null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """Hands that touch nothing but keys."""

    page: Page

    def to(self, rule: str) -> None:
        """Press Tab until the focus is where the rule says."""
        for _ in range(_FAR):
            if self.page.evaluate(_IS_AT, rule):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{rule} is not reached with Tab")

    def press(self, *keys: str) -> None:
        """Press keys with a name, and type all else."""
        for key in keys:
            if key in NAMED:
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def answer(self, path: str, *keys: str) -> None:
        """Go to a question, over the steps between if need be, and press these keys."""
        rule = f'[data-question="{path}"]'
        while not self.page.locator(rule).first.is_visible():
            self._go_on(path)
        self.to(rule)
        self.press(*keys)

    def send(self) -> str:
        """Go on to the end and send; return the reference."""
        while self.page.locator("#fill .next").is_visible():
            self._go_on("the end")
        self.to("[data-send]")
        self.press("Enter")
        self.page.wait_for_selector("#outcome[data-state=sent]")
        return self.page.inner_text("#outcome .reference")

    def _go_on(self, where: str) -> None:
        assert self.page.locator("#fill .next").is_visible(), f"{where} is not asked"
        before = self.page.inner_text("#fill .progress")
        self.to("#fill .next")
        self.press("Enter")
        after = self.page.inner_text("#fill .progress")
        assert after != before, f"{where} is not reached from {before}"
