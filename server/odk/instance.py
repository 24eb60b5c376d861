"""Read the answers of a filled form, typed by the form version it was made with.

Nothing is left behind: a node the form does not know, a text that does not fit its question and
text where only groups should be are all handed on, each as an answer of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from lxml import etree

from server.domain.answers import Answer, Answers
from server.domain.forms import FormVersion, Question
from server.errors import Code, Refused
from server.odk.envelope import read_identity
from server.odk.values import read_value
from server.odk.xml import local_name, parse

_TEMPLATE = "{http://openrosa.org/javarosa}template"
_MOST_TEXT = 32 * 1024 * 1024  # characters of all paths and answers; a document has 8 MB at most


@dataclass(slots=True, kw_only=True)
class _Spot:
    """One node of a form: its question if it is one, and the nodes below it by local name."""

    path: str = ""
    question: Question | None = None
    is_group: bool = False
    is_repeat: bool = False
    below: dict[str, _Spot] = field(default_factory=dict)

    def at(self, path: str) -> _Spot:
        """Return the spot of a path, made with all above it where it is new."""
        above, _, name = path.rpartition("/")
        parent = self.at(above) if above else self
        return parent.below.setdefault(name, _Spot(path=path))


class _Allowance:
    """How much text may still be made of a document.

    Each node has a path, and markup is written out with all namespaces around it. So long names
    or namespaces that stand once in a made-up document would stand in each of its answers: 2 MB
    would become 40 GB.
    """

    def __init__(self) -> None:
        self._left = _MOST_TEXT

    def spend(self, text: str) -> str:
        self._left -= len(text)
        if self._left < 0:
            raise Refused(Code.XML_TOO_MANY)
        return text


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads submissions made with one version of a form."""

    form: FormVersion
    _outline: _Spot

    @classmethod
    def of(cls, form: FormVersion) -> Self:
        """Return the reader for a form version."""
        return cls(form, _outline(form))

    def read(self, root: etree._Element) -> Answers:
        """Read a submission in document order; elements are matched by local name.

        Raises:
            Refused: XML_TOO_MANY when a made-up document would fill the memory.
        """
        identity = read_identity(root)
        return Answers(
            form_id=identity.form_id,
            version=identity.version or "",
            instance_id=identity.instance_id,
            answers=tuple(_Reading().answers(root, self._outline)),
        )


def read_answers(xml: bytes, form: FormVersion) -> Answers:
    """Read one submission; raises what `server.odk.xml.parse` does besides."""
    return AnswerReader.of(form).read(parse(xml))


def _outline(form: FormVersion) -> _Spot:
    root = _Spot()
    for path in form.repeats:
        spot = root.at(path)
        spot.is_repeat = spot.is_group = True
    for question in form.questions:
        path = question.path
        root.at(path).question = question
        while path := path.rpartition("/")[0]:
            root.at(path).is_group = True
    return root


class _Reading:
    """One document while it is read."""

    def __init__(self) -> None:
        self._spend = _Allowance().spend
        self._found: list[Answer] = []

    def answers(self, root: etree._Element, outline: _Spot) -> list[Answer]:
        self._read(root, outline, ())
        return self._found

    def _read(self, parent: etree._Element, spot: _Spot, position: tuple[int, ...]) -> None:
        turns: dict[str, int] = {}
        for node in parent:
            if node.get(_TEMPLATE) is not None:
                continue
            name = local_name(node)
            known = spot.below.get(name) or self._strange(spot, name)
            here = position
            if known.is_repeat:
                turns[name] = turns.get(name, 0) + 1
                here = (*position, turns[name])
            if known.question is not None:
                self._found.append(self._known(node, known.question, here))
            else:
                self._found.extend(self._unknown(node, known, here))
                self._read(node, known, here)

    def _strange(self, spot: _Spot, name: str) -> _Spot:
        return _Spot(path=self._spend(f"{spot.path}/{name}" if spot.path else name))

    def _known(self, node: etree._Element, question: Question, position: tuple[int, ...]) -> Answer:
        value, is_odd = None, False
        if len(node):
            raw, is_odd = self._content(node), True
        elif raw := node.text or "":
            try:
                value = read_value(question.type, raw)
            except ValueError:
                is_odd = True
        return Answer(
            path=question.path,
            position=position,
            raw=raw,
            value=value,
            question=question,
            is_odd=is_odd,
        )

    def _unknown(
        self, node: etree._Element, spot: _Spot, position: tuple[int, ...]
    ) -> Iterator[Answer]:
        """Yield a node the form has no question for: a leaf, or a group that holds text too."""
        is_leaf = not len(node) and not spot.is_group
        text = "".join([node.text or "", *(child.tail or "" for child in node)])
        if is_leaf or text.strip():
            yield Answer(
                path=spot.path, position=position, raw=text, value=text or None, question=None
            )

    def _content(self, node: etree._Element) -> str:
        """Return a node's text, with the markup in it where there should be none."""
        inside = (self._spend(etree.tostring(child, encoding="unicode")) for child in node)
        return (node.text or "") + "".join(inside)
