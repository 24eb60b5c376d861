"""Ten thousand mutated submissions: each is read, or refused in one sentence, in little memory."""

import random
import resource
import sys
import time
from collections import Counter
from copy import deepcopy
from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from server.domain.forms import FormId, FormVersion
from server.errors import Refused
from server.odk.envelope import Envelope, read_envelope
from server.odk.instance import read_answers
from server.odk.keys import read_private_key
from server.odk.seal import Incomplete, Unreadable, open_sealed

_COLLECT = Path(__file__).parents[1] / "vectors" / "collect"
_SEEDS = [path.read_bytes() for path in sorted(_COLLECT.glob("*/*/*.xml"))]
_FILES = {
    path.name: partial(lambda content: [content], path.read_bytes())
    for path in _COLLECT.glob("sealed/00004/*.enc")
}
_KEYS = [read_private_key((_COLLECT / "private-key.pem").read_bytes(), name="the test key")]
_FORM = FormVersion(form_id=FormId("f"), version="1", title="", root="data", questions=())
_ROUNDS = 10_000
_BYTES = 200 * 1024 * 1024
_SECONDS = 120
_WORDS = ["data", "meta", "instanceID", "media", "file", "base64EncryptedKey", "encryptedXmlFile"]
_TOKENS = [
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&#0;",
        b"&#x10ffff;",
        b"&a;",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
    ),
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE a [<!ENTITY a 'a'>]>"),
    *(b"<media>", b"</media>", b"<file>../x.enc</file>", b"<meta>", b' encrypted="yes"', b' id=""'),
    *(b' xmlns:a="urn:a"', b"<a:b>", b"\r\n", b"</data>", b"<data>", b"<?xml encoding='UTF-16'?>"),
]


def _mutated(dice: random.Random) -> bytes:
    data = dice.choice(_SEEDS)
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([1, 1, 4, 40, 400]))
        piece = data[start:end]
        change = dice.choice(["flip", "cut", "repeat", "token", "splice", "short", "flood"])
        if change == "flip" and piece:
            piece = bytes([piece[0] ^ (1 << dice.randrange(8))]) + piece[1:]
        elif change == "repeat":
            piece *= dice.randint(2, 9)
        elif change == "token":
            piece += dice.choice(_TOKENS)
        elif change == "splice":
            piece = dice.choice(_SEEDS)[start:end]
        elif change == "flood" and dice.random() < 0.05:
            piece = dice.choice(_TOKENS) * dice.randint(10_000, 400_000)
        elif change == "cut":
            piece = b""
        data = data[:start] + piece + (b"" if change == "short" else data[end:])
    return data


def _rearranged(dice: random.Random) -> bytes:
    """Return a seed that is still XML, with nodes lost, doubled, moved, renamed or refilled."""
    root = etree.fromstring(dice.choice(_SEEDS))
    for _ in range(dice.randint(1, 4)):
        nodes = list(root.iterdescendants())
        node, other = (dice.choice(nodes or [root]) for _ in range(2))
        change = dice.choice(["lose", "double", "move", "rename", "refill", "nest", "attribute"])
        if change == "lose" and node is not root:
            node.getparent().remove(node)  # type: ignore[union-attr] # only the root has none
        elif change in {"double", "move"}:
            other.addnext(deepcopy(node)) if other is not root else other.append(deepcopy(node))
        elif change == "rename":
            node.tag = dice.choice(_WORDS)
        elif change == "refill":
            node.text = dice.choice([other.text, *_WORDS, "x" * 5000, "../a.enc", "a\n.enc", " "])
        elif change == "nest":
            for _ in range(dice.choice([1, 60, 200])):
                node = etree.SubElement(node, dice.choice(_WORDS))
        else:
            root.set(
                dice.choice(["id", "version", "encrypted"]), dice.choice(["", "yes", "\t", "é"])
            )
    return etree.tostring(root)


def _outcome(data: bytes) -> str:
    try:
        envelope: Envelope = read_envelope(data)
        if envelope.encrypted:
            return open_sealed(envelope, _FILES, _KEYS).signature
        read_answers(data, _FORM)
    except Refused as refused:
        assert refused.status in {400, 413}  # noqa: PT017 - it may be refused, but then so
        return refused.code.name
    except (Incomplete, Unreadable) as held:
        return type(held).__name__
    return "read"


def _peak() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


@pytest.mark.slow
@pytest.mark.timeout(4 * _SECONDS)
def test_mutated_submissions_are_read_or_refused() -> None:
    dice, before, started = random.Random(2611), _peak(), time.monotonic()  # noqa: S311
    makers = [_mutated, _rearranged]
    outcomes = Counter(_outcome(makers[turn % 2](dice)) for turn in range(_ROUNDS))
    assert outcomes.total() == _ROUNDS
    assert {"read", "valid", "Unreadable", "NOT_XML", "BAD_ENVELOPE"} <= set(outcomes)
    assert _peak() - before < _BYTES
    assert time.monotonic() - started < _SECONDS
