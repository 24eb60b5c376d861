"""Submissions of ODK Collect, broken at random."""

from __future__ import annotations

import random
from copy import deepcopy
from pathlib import Path

from lxml import etree

COLLECT = Path(__file__).parents[1] / "vectors" / "collect"
SEEDS = [path.read_bytes() for path in sorted(COLLECT.glob("*/*/*.xml"))]
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


def mutated(dice: random.Random) -> bytes:
    """Return a seed with bytes flipped, cut, repeated, put in or spliced from another."""
    data = dice.choice(SEEDS)
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
            piece = dice.choice(SEEDS)[start:end]
        elif change == "flood" and dice.random() < 0.05:
            piece = dice.choice(_TOKENS) * dice.randint(10_000, 400_000)
        elif change == "cut":
            piece = b""
        data = data[:start] + piece + (b"" if change == "short" else data[end:])
    return data


def rearranged(dice: random.Random) -> bytes:
    """Return a seed that is still XML, with nodes lost, doubled, moved, renamed or refilled."""
    root = etree.fromstring(dice.choice(SEEDS))
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
