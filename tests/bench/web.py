"""What a form in the browser weighs and how long it lets people wait, in Chromium.

The slow telephone has a processor four times slower than this machine's, and a connection of
50 KB a second on which every answer takes two seconds to begin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from os import urandom
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from server.web.portal.limits import BITS
from server.web.portal.work import Bench
from tests.bench.figures import Figure, Target
from tests.bench.installation import SPREADSHEETS, Installation, on_sqlite
from tests.bench.long_form import QUESTIONS, survey
from tests.browser.chromium import installed, launched, served
from tests.browser.form_page import form_app, xform
from tests.browser.sealing import scripts
from tests.browser.whole import sign_in

_KB = 1000
_WEIGHT = Target(limit=40, is_ceiling=True)
_FIELD = Target(limit=3, is_ceiling=True)
_READY = Target(limit=8, is_ceiling=True)
_USABLE = Target(limit=2, is_ceiling=True)
_KEYSTROKE = Target(limit=50, is_ceiling=True)
_WAIT = Target(limit=2, is_ceiling=True)
_SLOW_3G = {"latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_FORMS = ("online_report", "hotline", "case_record")
_LETTERS = "made"
_SETTLES = 1000  # milliseconds
# Looked at before each picture that the browser draws.
_WATCH = """
const seen = window.seen = {}
const rules = { field: '#fill input, #fill textarea, #fill select', ready: '#fill .toggle' }
const look = () => {
  for (const [name, rule] of Object.entries(rules)) {
    const there = [...document.querySelectorAll(rule)].some((each) => each.checkVisibility())
    if (there) seen[name] ??= performance.now()
  }
  requestAnimationFrame(look)
}
look()
"""
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
_SOLVE = """async (task) => {
  const { solve } = await import('/static/seal.js')
  const began = performance.now()
  await solve(task)
  return performance.now() - began
}"""


def measure(scale: float) -> Iterator[Figure]:
    """Measure the report page, the case record and a long form."""
    times = max(1, round(5 * scale))
    with launched(installed()) as browser:
        with on_sqlite() as installation:
            installation.publish(*(SPREADSHEETS / f"{each}.xlsx" for each in _FORMS))
            with installation.serving(2):
                yield from _report(browser, installation, times)
                yield from _case_record(browser, installation, times)
        yield from _typing(browser, scale)
        yield from _work(browser, times)


def _report(browser: Browser, installation: Installation, times: int) -> Iterator[Figure]:
    address = f"http://localhost:{installation.port}/fr/report"
    weights = _weights(browser, address)
    whole = sum(weights.values()) / _KB
    yield Figure(name="report page, all in (gzip)", value=whole, unit="KB", target=_WEIGHT)
    for name, bytes_ in weights.items():
        yield Figure(name=f"  of it {name}", value=bytes_ / _KB, unit="KB")
    slow = [_opened(browser, address, is_slow=True) for _ in range(times)]
    name = "report page on a slow telephone"
    yield _seconds(f"{name}: first field", [each["field"] for each in slow], _FIELD)
    yield _seconds(f"{name}: ready", [each["ready"] for each in slow], _READY)
    fast = [_opened(browser, address, is_slow=False) for _ in range(times)]
    yield _seconds("report page, unthrottled: ready", [each["ready"] for each in fast])


def _weights(browser: Browser, address: str) -> Mapping[str, int]:
    """Return what comes over the wire for each part, headers apart."""
    with _phone(browser) as page:
        found: dict[str, int] = {}

        def weigh(address: str, size: int) -> None:
            found[urlsplit(address).path.rpartition("/")[2]] = size

        page.on(
            "requestfinished",
            lambda request: weigh(request.url, request.sizes()["responseBodySize"]),
        )
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return found


def _opened(browser: Browser, address: str, *, is_slow: bool) -> Mapping[str, float]:
    """Return when the first field was seen and when the form came to life, in milliseconds."""
    with _phone(browser) as page:
        page.add_init_script(_WATCH)
        if is_slow:
            _slow_down(page, rate=4, network=_SLOW_3G)
        page.goto(address, wait_until="commit")
        return _seen(page)


def _seen(page: Page) -> Mapping[str, float]:
    page.wait_for_function("() => window.seen?.ready && seen.field", timeout=120_000)
    found: Mapping[str, float] = page.evaluate("window.seen")
    return found


def _case_record(browser: Browser, installation: Installation, times: int) -> Iterator[Figure]:
    address = f"http://localhost:{installation.port}"
    with _screen(browser) as context:
        page = context.new_page()
        sign_in(page, address, "amina")
        page.add_init_script(_WATCH)
        found = list[float]()
        for _ in range(times):
            page.goto(f"{address}/console/forms/case_record", wait_until="commit")
            found.append(_seen(page)["ready"])
    yield _seconds("case record, unthrottled: usable", found, _USABLE)


def _typing(browser: Browser, scale: float) -> Iterator[Figure]:
    app = form_app(xform(survey()), script="staff")
    with served(app) as address, _screen(browser) as context:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="commit")
        usable = _seen(page)["ready"]
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(_SETTLES)  # what is loaded when the page is idle
        keys = _type(page, round(QUESTIONS * scale))
    name = f"form of {QUESTIONS} questions"
    yield _seconds(f"{name}, unthrottled: usable", [usable], _USABLE)
    name += ": processor time of a keystroke until it is painted"
    yield Figure(name=f"{name}, slowest", value=max(keys), unit="ms", target=_KEYSTROKE)
    most = sorted(keys)[len(keys) * 99 // 100]
    yield Figure(name="  99 of 100 at most", value=most, unit="ms")
    yield Figure(name="  in the middle", value=median(keys), unit="ms")


def _type(page: Page, times: int) -> Sequence[float]:
    """Go through the form with the keyboard only; return what each press of a key cost."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.focus("#fill input")
    typed = chain.from_iterable([*(_LETTERS, "7")[number % 2], "Tab"] for number in range(times))
    spent, costs = _spent(page, session), list[float]()
    for key in typed:
        page.keyboard.press(key)
        before, spent = spent, _spent(page, session)
        costs.append(spent - before)
    return costs


def _spent(page: Page, session: CDPSession) -> float:
    """Return the processor time of the page's main thread, in milliseconds, all painted."""
    page.evaluate(_PAINTED)
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(each["value"] for each in metrics if each["name"] == "ThreadTime")


def _work(browser: Browser, times: int) -> Iterator[Figure]:
    bench = Bench(secret=bytes(32), clock=lambda: datetime.now(UTC), random=urandom)
    with served(scripts()) as address:
        for rate in (1, 6):
            with _phone(browser) as page:
                page.goto(address)
                _slow_down(page, rate=rate)
                took = [page.evaluate(_SOLVE, asdict(bench.task(BITS))) for _ in range(times)]
            where = "unthrottled" if rate == 1 else f"{rate} times slower"
            yield _seconds(f"proof of work, {where}", took, None if rate == 1 else _WAIT)


def _seconds(name: str, milliseconds: Sequence[float], target: Target | None = None) -> Figure:
    """Return the middle one of several."""
    return Figure(name=name, value=median(milliseconds) / 1000, unit="s", target=target)


@contextmanager
def _phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


@contextmanager
def _screen(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def _slow_down(page: Page, *, rate: int, network: Mapping[str, int] | None = None) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    if network:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, **network})
    return session
