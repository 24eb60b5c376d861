"""Tablets against the build of 8aa9fe8: what their requests cost then and now, in turns."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib.util import find_spec
from urllib.parse import urlsplit

from rich.console import Console

from server.storage.engine import open_database
from tests.bench import tablets
from tests.bench.against import share
from tests.bench.builds import COMMIT, NoHistory, Pair, Spent, side_by_side
from tests.bench.figures import Figure, Target
from tests.bench.installation import Installation
from tests.bench.processes import cpu_seconds
from tests.simulators.sending import Instance, multipart, part

_FORM = "hotline"
_FEW = 20
_COUNT = 1500
_WORKERS = 2
_ROUNDS = 3
_CONNECTIONS = 8
_WARMING_UP = 0.1
_DEVICE = "?deviceID=collect%3AaB3dE5gH7jK9mN1p"  # as Collect adds to every address
_LIMITS = {
    "accepting": 0.5,
    "sent again": 1.0,
    "HEAD before it": 0.3,
    "list of forms": 0.15,
    "manifest": 0.4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """One request, and the status that it is to be answered with."""

    method: str
    path: str
    status: int
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def measure(scale: float) -> Iterator[Figure]:
    """Measure both builds in turns; PostgreSQL, eight connections."""
    if find_spec("gunicorn") is None:
        Console(stderr=True).print(f"Left out: {COMMIT} is served by gunicorn (pip install it).")
        return
    yield Figure(name="load of the machine before", value=os.getloadavg()[0], unit="processes")
    try:
        with side_by_side(_FORM, _FEW) as pair:
            yield from _figures(pair, int(_COUNT * scale))
    except NoHistory:
        Console(stderr=True).print(f"Left out: the build of {COMMIT} is not at hand (git history).")


def _figures(pair: Pair, count: int) -> Iterator[Figure]:
    nothing = Spent(cpu=0, seconds=0)
    then, now = dict.fromkeys(_LIMITS, nothing), dict.fromkeys(_LIMITS, nothing)
    for turn in range(_ROUNDS):
        for build, total in ((pair.old, then), (pair.new, now)):
            for name, spent in _served(pair, build, turn, count):
                total[name] += spent
    for name, limit in _LIMITS.items():
        target = Target(limit=limit, is_ceiling=True)
        yield from share(name, then[name], now[name], count * _ROUNDS, target)
        rate = then[name].seconds / now[name].seconds
        yield Figure(name="  rate, a multiple of then", value=rate, unit="")


def _served(pair: Pair, build: Installation, turn: int, count: int) -> Iterator[tuple[str, Spent]]:
    address = pair.address_of(build)
    with closing(open_database(pair.new.database_url)) as database:
        xforms = tablets.published(database)
    warm, real = (
        [each for some in tablets.seal_many(xforms, size, seed=seed) for each in some]
        for size, seed in ((int(count * _WARMING_UP), 4001 + 2 * turn), (count, 5001 + 2 * turn))
    )
    with build.serving(_WORKERS) as server:
        for _, wanted in _kinds(address, warm):
            _talk(address, wanted)
        for name, wanted in _kinds(address, real):
            before, began = cpu_seconds(server, build.database_pid), time.monotonic()
            _talk(address, wanted)
            seconds = time.monotonic() - began
            after = cpu_seconds(server, build.database_pid)
            yield name, Spent(cpu=after - before, seconds=seconds)


def _kinds(address: str, instances: Sequence[Instance]) -> Iterator[tuple[str, list[_Wanted]]]:
    path = urlsplit(address).path
    posts = [_post(path, each) for each in instances]
    yield "accepting", posts
    yield "sent again", posts
    question = _Wanted(method="HEAD", path=f"{path}/submission{_DEVICE}", status=204)
    yield "HEAD before it", [question] * len(posts)
    listing = _Wanted(method="GET", path=f"{path}/formList{_DEVICE}", status=200)
    yield "list of forms", [listing] * len(posts)
    version = re.search(rb"/forms/([0-9a-f]{32})[.]xml", _talk(address, [listing]))
    assert version is not None
    manifest = f"{path}/forms/{version[1].decode()}/manifest{_DEVICE}"
    yield "manifest", [_Wanted(method="GET", path=manifest, status=200)] * len(posts)


def _post(path: str, instance: Instance) -> _Wanted:
    parts = [part("xml_submission_file", instance.xml_name, instance.xml)]
    parts += [part(name, name, content) for name, content in instance.files]
    return _Wanted(
        method="POST",
        path=f"{path}/submission{_DEVICE}",
        status=201,
        body=multipart("tablet", parts),
        headers={"Content-Type": "multipart/form-data; boundary=tablet"},
    )


def _talk(address: str, wanted: Sequence[_Wanted]) -> bytes:
    """Ask all, on eight connections; return what the last of them was answered."""
    shares = [wanted[turn::_CONNECTIONS] for turn in range(min(_CONNECTIONS, len(wanted)))]
    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        return list(threads.map(_ask, [urlsplit(address).netloc] * len(shares), shares))[-1]


def _ask(netloc: str, wanted: Sequence[_Wanted]) -> bytes:
    content = b""
    with closing(HTTPConnection(netloc)) as connection:
        for each in wanted:
            connection.request(each.method, each.path, each.body, dict(each.headers))
            answer = connection.getresponse()
            content = answer.read()
            assert answer.status == each.status
    return content
