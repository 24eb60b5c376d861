"""The proof of work that a page does is one that the server takes."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from server.errors import Refused
from server.web.portal.work import Bench
from tests.browser.conftest import Serve
from tests.browser.sealing import scripts, stillness

_SOLVE = "async (task) => (await import('/static/seal.js')).solve(task)"


@pytest.fixture
def bench() -> Bench:
    now = datetime(2026, 11, 22, 15, 4, tzinfo=UTC)
    return Bench(secret=b"s" * 32, clock=lambda: now, random=os.urandom)


@pytest.fixture
def ready(page: Page, serve: Serve) -> Page:
    page.goto(serve(scripts()))
    return page


@pytest.mark.parametrize("bits", [0, 1, 7, 8, 9, 13])
def test_work_of_a_page_is_taken(ready: Page, bench: Bench, bits: int) -> None:
    task = asdict(bench.task(bits))
    assert bench.judge(ready.evaluate(_SOLVE, task)) == task["challenge"]


def test_work_that_is_too_easy_is_not_taken(ready: Page, bench: Bench) -> None:
    task = asdict(bench.task(10))
    with pytest.raises(Refused):
        bench.judge(ready.evaluate(_SOLVE, task | {"bits": 2}))


def test_work_leaves_the_page_alive(ready: Page, bench: Bench) -> None:
    assert stillness(ready, "solve", asdict(bench.task(14))) < 1 / 3
