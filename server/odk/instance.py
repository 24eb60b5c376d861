"""Read the answers of a filled form, typed by the form version it was made with.

Nothing is left behind: a node the form does not know, a text that does not fit its question and
text where only groups should be are all handed on, each as an answer of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outline:
    questions: dict[str, Question]
    groups: frozenset[str]
    repeats: frozenset[str]


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
    _outline: _Outline

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
            answers=tuple(_Reading(self._outline).answers(root, "", ())),
        )


def read_answers(xml: bytes, form: FormVersion) -> Answers:
    """Read one submission; raises what `server.odk.xml.parse` does besides."""
    return AnswerReader.of(form).read(parse(xml))


def _outline(form: FormVersion) -> _Outline:
    groups: set[str] = set(form.repeats)
    for question in form.questions:
        path = question.path
        while path := path.rpartition("/")[0]:
            groups.add(path)
    return _Outline(
        questions={each.path: each for each in form.questions},
        groups=frozenset(groups),
        repeats=frozenset(form.repeats),
    )


class _Reading:
    """One document while it is read."""

    def __init__(self, outline: _Outline) -> None:
        self._outline = outline
        self._spend = _Allowance().spend

    def answers(
        self, parent: etree._Element, above: str, position: tuple[int, ...]
    ) -> Iterator[Answer]:
        instances: Counter[str] = Counter()
        for node in parent:
            if node.get(_TEMPLATE) is not None:
                continue
            name = local_name(node)
            path = self._spend(f"{above}/{name}" if above else name)
            here = position
            if path in self._outline.repeats:
                instances[name] += 1
                here = (*position, instances[name])
            question = self._outline.questions.get(path)
            if question:
                yield self._known(node, question, here)
            else:
                yield from self._unknown(node, path, here)
                yield from self.answers(node, path, here)

    def _known(self, node: etree._Element, question: Question, position: tuple[int, ...]) -> Answer:
        raw = self._content(node)
        try:
            value, is_odd = (None, True) if len(node) else (read_value(question.type, raw), False)
        except ValueError:
            value, is_odd = None, True
        return Answer(
            path=question.path,
            position=position,
            raw=raw,
            value=value,
            question=question,
            is_odd=is_odd,
        )

    def _unknown(
        self, node: etree._Element, path: str, position: tuple[int, ...]
    ) -> Iterator[Answer]:
        """Yield a node the form has no question for: a leaf, or a group that holds text too."""
        is_leaf = not len(node) and path not in self._outline.groups
        text = "".join([node.text or "", *(child.tail or "" for child in node)])
        if is_leaf or text.strip():
            yield Answer(path=path, position=position, raw=text, value=text or None, question=None)

    def _content(self, node: etree._Element) -> str:
        """Return a node's text, with the markup in it where there should be none."""
        inside = (self._spend(etree.tostring(child, encoding="unicode")) for child in node)
        return (node.text or "") + "".join(inside)
