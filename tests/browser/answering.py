"""Answers a form in the browser as a person does, and goes on from step to step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Locator, Page

Answer = str | Sequence[str]


def answer_all(
    page: Page, answers: Mapping[str, Answer], look: Callable[[], object] = lambda: None
) -> None:
    """Answer step by step until the last, looking at each; what is asked on no step fails."""
    left = dict(answers)
    for _ in range(60):
        for path in [each for each in left if _question(page, each).is_visible()]:
            _answer(_question(page, path), left.pop(path))
        look()
        following = page.locator("#fill .next")
        if not following.is_visible():
            break
        following.click()
    assert left == {}


def _question(page: Page, path: str) -> Locator:
    return page.locator(f'[data-question="{path}"]')


def _answer(question: Locator, answer: Answer) -> None:
    """Give the value of a choice, or what is typed, also to search in a list."""
    wanted = [answer] if isinstance(answer, str) else answer
    boxes = question.locator("input[type=radio], input[type=checkbox]")
    if boxes.count():
        for each in wanted:
            question.locator(f'input[value="{each}"]').check()
    elif question.locator("select").count():
        question.locator("select").select_option(wanted[0])
    elif question.locator("[role=combobox]").count():
        question.locator("[role=combobox]").fill(wanted[0])
        question.locator("[role=combobox]").press("Enter")
    else:
        question.locator("input, textarea").fill(wanted[0])
