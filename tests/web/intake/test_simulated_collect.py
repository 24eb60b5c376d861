"""The simulated tablet is as strict as Collect: against a server that does everything wrong."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.simulators.collect import Collect
from tests.simulators.documents import Crash, NotOpenRosa
from tests.simulators.sending import Instance, Outcome, batches
from tests.simulators.shelf import Decision

NOON = datetime(2026, 11, 22, 15, 4, tzinfo=UTC)
LIST = '<xforms xmlns="http://openrosa.org/xforms/xformsList">{}</xforms>'
OPENROSA = {"X-OpenRosa-Version": "1.0", "Content-Type": "text/xml; charset=utf-8"}
FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>One</h:title><model><instance><data id="one" version="1"/></instance></model>
</h:head></h:html>"""


@dataclass
class Scripted:
    """A server whose answers a test sets by `METHOD /path`."""

    answers: dict[str, Response | Callable[[Request], Response]] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.answer(Request(environ))(environ, start)

    def answer(self, request: Request) -> Response:
        request.get_data()
        self.seen.append((request.method, request.full_path, dict(request.headers)))
        answer = self.answers.get(f"{request.method} {request.path}", Response(status=404))
        return answer if isinstance(answer, Response) else answer(request)

    def __post_init__(self) -> None:
        self.answers.setdefault("HEAD /submission", Response(status=204))

    def list_forms(self, *entries: str, **headers: str) -> None:
        body = LIST.format("".join(entries))
        self.answers["GET /formList"] = Response(body, headers=OPENROSA | headers)

    def entry(self, digest: str | None = None, **more: str) -> str:
        """Describe the one form; `more` replaces or removes (when empty) elements."""
        url = f"http://127.0.0.1:{self.port}/one.xml"
        texts = {"formID": "one", "name": "One", "version": "1", "downloadUrl": url} | more
        inner = "".join(f"<{name}>{text}</{name}>" for name, text in texts.items() if text)
        return f"<xform>{inner}{'' if digest is None else f'<hash>{digest}</hash>'}</xform>"


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    script = Scripted()
    server = make_server("127.0.0.1", 0, script, threaded=True)
    script.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield script
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def collect(scripted: Scripted) -> Iterator[Collect]:
    address = f"http://127.0.0.1:{scripted.port}"
    with Collect(address, randomness=random.Random(1), clock=lambda: NOON) as tablet:
        yield tablet


def digest(content: bytes = FORM) -> str:
    return "md5:" + md5(content, usedforsecurity=False).hexdigest()


def send(collect: Collect, *files: tuple[str, bytes]) -> Outcome:
    return collect.send([Instance(xml=b"<data/>", files=files)])[0]


def test_every_request_names_device_version_and_a_wrong_hour(
    scripted: Scripted, collect: Collect
) -> None:
    scripted.list_forms()
    collect.list_forms()
    [(_, path, headers)] = scripted.seen
    assert path.startswith("/formList?deviceID=collect%3A")
    assert headers["X-Openrosa-Version"] == "1.0"
    assert headers["Date"] == "Sun, 22 Nov 2026 03:04:00 GMT"
    assert headers["User-Agent"].startswith("org.odk.collect.android/")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "application/xml"}, {"Content-Type": "text/html"}]
)
def test_list_of_another_type_is_refused(
    scripted: Scripted, collect: Collect, headers: dict[str, str]
) -> None:
    scripted.list_forms(**headers)
    with pytest.raises(NotOpenRosa, match="text/xml"):
        collect.list_forms()


def test_list_without_the_version_header_is_refused(scripted: Scripted, collect: Collect) -> None:
    scripted.answers["GET /formList"] = Response(LIST.format(""), content_type="text/xml")
    with pytest.raises(NotOpenRosa, match="correctly implement"):
        collect.list_forms()


@pytest.mark.parametrize("missing", ["formID", "name", "downloadUrl"])
def test_one_incomplete_form_spoils_the_list(
    scripted: Scripted, collect: Collect, missing: str
) -> None:
    scripted.list_forms(scripted.entry("md5:1"), scripted.entry("md5:2", **{missing: ""}))
    with pytest.raises(NotOpenRosa, match="lacks"):
        collect.list_forms()


def test_empty_hash_is_a_crash(scripted: Scripted, collect: Collect) -> None:
    scripted.list_forms(scripted.entry(""))
    with pytest.raises(Crash):
        collect.list_forms()


def test_form_without_a_hash_is_listed_but_not_installed(
    scripted: Scripted, collect: Collect
) -> None:
    scripted.list_forms(scripted.entry())
    with pytest.raises(NotOpenRosa, match="no hash"):
        collect.match_exactly()


def test_wrong_hash_makes_a_form_come_and_go(scripted: Scripted, collect: Collect) -> None:
    scripted.list_forms(scripted.entry(digest(b"something else")))
    scripted.answers["GET /one.xml"] = Response(FORM)
    present = [bool(collect.match_exactly() and collect.shelf.live()) for _ in range(3)]
    assert present == [True, False, True]


def test_failed_update_costs_the_form(scripted: Scripted, collect: Collect) -> None:
    scripted.list_forms(scripted.entry(digest()))
    scripted.answers["GET /one.xml"] = Response(FORM)
    collect.match_exactly()
    scripted.list_forms(scripted.entry(digest(b"changed under the same version")))
    scripted.answers["GET /one.xml"] = Response(status=500)
    with pytest.raises(NotOpenRosa):
        collect.match_exactly()
    assert collect.shelf.live() == []


def test_error_in_the_list_leaves_the_forms(scripted: Scripted, collect: Collect) -> None:
    scripted.list_forms(scripted.entry(digest()))
    scripted.answers["GET /one.xml"] = Response(FORM)
    collect.match_exactly()
    scripted.answers["GET /formList"] = Response(status=500)
    with pytest.raises(NotOpenRosa, match="500"):
        collect.match_exactly()
    assert len(collect.shelf.live()) == 1


def test_failed_manifest_installs_the_form_without_media(
    scripted: Scripted, collect: Collect
) -> None:
    manifest = f"http://127.0.0.1:{scripted.port}/manifest"
    scripted.list_forms(scripted.entry(digest(), manifestUrl=manifest))
    scripted.answers["GET /one.xml"] = Response(FORM)
    assert collect.match_exactly() == {"one": Decision.NEW}
    assert collect.shelf.live()[0].media == {}


def test_new_media_alone_is_an_update(scripted: Scripted, collect: Collect) -> None:
    manifest = f"http://127.0.0.1:{scripted.port}/manifest"
    scripted.list_forms(scripted.entry(digest(), manifestUrl=manifest))
    scripted.answers["GET /one.xml"] = Response(FORM)
    collect.match_exactly()
    listed = (
        '<manifest xmlns="http://openrosa.org/xforms/xformsManifest"><mediaFile>'
        f"<filename>a.csv</filename><hash>{digest(b'1')}</hash>"
        f"<downloadUrl>http://127.0.0.1:{scripted.port}/a.csv</downloadUrl></mediaFile></manifest>"
    )
    scripted.answers["GET /manifest"] = Response(listed, headers=OPENROSA)
    scripted.answers["GET /a.csv"] = Response(b"1")
    assert collect.match_exactly() == {"one": Decision.UPDATED_MEDIA}
    assert collect.match_exactly() == {"one": Decision.ON_DEVICE}


@pytest.mark.parametrize(
    ("status", "is_sent"),
    [
        (201, True),
        (202, True),
        (200, False),
        (204, False),
        (400, False),
        (401, False),
        (500, False),
    ],
)
def test_only_201_and_202_are_success(
    scripted: Scripted,
    collect: Collect,
    status: int,
    is_sent: bool,  # noqa: FBT001 - a column
) -> None:
    scripted.answers["POST /submission"] = Response(status=status)
    assert send(collect).is_sent is is_sent


@pytest.mark.parametrize(
    ("status", "posts"), [(204, 1), (200, 0), (401, 0), (404, 1), (405, 1), (500, 1)]
)
def test_answer_to_the_question_beforehand(
    scripted: Scripted, collect: Collect, status: int, posts: int
) -> None:
    scripted.answers["HEAD /submission"] = Response(status=status)
    scripted.answers["POST /submission"] = Response(status=201)
    assert send(collect).posts == posts


def test_redirected_post_becomes_a_get(scripted: Scripted, collect: Collect) -> None:
    moved = Response(status=301, headers={"Location": "/elsewhere"})
    scripted.answers["POST /submission"] = moved
    assert not send(collect).is_sent
    assert scripted.seen[-1][:2] == ("GET", "/elsewhere?")


def test_temporary_redirect_keeps_the_post(scripted: Scripted, collect: Collect) -> None:
    moved = Response(status=307, headers={"Location": "/elsewhere"})
    scripted.answers |= {"POST /submission": moved, "POST /elsewhere": Response(status=201)}
    assert send(collect).is_sent


def test_location_on_a_204_is_followed_and_remembered(scripted: Scripted, collect: Collect) -> None:
    there = {"Location": f"http://127.0.0.1:{scripted.port}/elsewhere"}
    scripted.answers["HEAD /submission"] = Response(status=204, headers=there)
    scripted.answers["POST /elsewhere"] = Response(status=201)
    outcomes = collect.send([Instance(xml=b"<data/>")] * 2)
    assert [outcome.is_sent for outcome in outcomes] == [True, True]
    assert [method for method, *_ in scripted.seen] == ["HEAD", "POST", "POST"]


def test_location_on_another_host_is_refused(scripted: Scripted, collect: Collect) -> None:
    there = {"Location": "http://example.org/submission"}
    scripted.answers["HEAD /submission"] = Response(status=204, headers=there)
    assert "different host" in send(collect).message


def test_limit_of_the_server_makes_batches(scripted: Scripted, collect: Collect) -> None:
    limit = {"X-OpenRosa-Accept-Content-Length": "250"}
    scripted.answers["HEAD /submission"] = Response(status=204, headers=limit)
    scripted.answers["POST /submission"] = Response(status=201)
    assert send(collect, *((f"{n}.jpg", b"x" * 100) for n in range(5))).posts == 3


def test_first_failed_batch_stops_the_rest(scripted: Scripted, collect: Collect) -> None:
    scripted.answers["POST /submission"] = Response(status=500)
    outcome = send(collect, *((f"{n}.jpg", b"x") for n in range(150)))
    assert (outcome.is_sent, outcome.posts) == (False, 1)


def test_batches_hold_101_files() -> None:
    files = tuple((f"{n}.jpg", b"x") for n in range(150))
    found = list(batches(Instance(xml=b"<data/>", files=files), 10_000_000))
    assert [(len(batch), is_last) for batch, is_last in found] == [(101, False), (49, True)]


def test_one_file_over_the_limit_still_goes() -> None:
    files = (("a", b"x" * 100), ("b", b"x" * 100))
    found = list(batches(Instance(xml=b"<data/>", files=files), 10))
    assert [len(batch) for batch, _ in found] == [1, 1]


def test_request_is_repeated_once_when_asked_at_once(scripted: Scripted, collect: Collect) -> None:
    answers = iter([503, 201])
    scripted.answers["POST /submission"] = lambda _: Response(
        status=next(answers), headers={"Retry-After": "0"}
    )
    assert send(collect).is_sent


def test_unreachable_server_is_a_failure() -> None:
    with Collect("http://127.0.0.1:1", randomness=random.Random(1)) as tablet:
        assert tablet.send([Instance(xml=b"<data/>")])[0].message.startswith("Network: ")
