"""Compiles a published XForm into what the web client shows and runs, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from server.odk.web_form.body import BodyReader
from server.odk.web_form.kept_language import kept_language
from server.odk.web_form.languages import Language, chosen, read_language
from server.odk.web_form.lists import Lists
from server.odk.web_form.model import Bind, ControlKind, Expression, WebModel
from server.odk.web_form.reading import Reads, reads
from server.odk.web_form.rules import (
    read_actions,
    read_binds,
    read_constants,
    read_quote,
)
from server.odk.web_form.texts import Texts, read_entries
from server.odk.web_form.tree import WebForm
from server.odk.xform import XFORM
from server.odk.xform_choices import ChoiceLists
from server.odk.xform_model import Model, read_model
from server.odk.xform_tree import child
from server.odk.xml import local_name, parse


def compile_web_form(xform: bytes, media: Mapping[str, bytes], language: str | None) -> WebForm:
    """Return a form in the language of that code; in its default one when it has no such.

    `media` holds the form's files by name, among them its lists.

    Raises:
        Refused: when the bytes are no well-formed, harmless XML or no XForm.
    """
    model = read_model(parse(xform, XFORM))
    languages = tuple(read_language(each) for each in model.languages)
    here = chosen(languages, language)
    texts = Texts(
        language=here,
        languages=languages,
        entries=read_entries(model),
        constants=read_constants(model),
    )
    lists = Lists(rows=ChoiceLists(model=model, media=media), texts=texts)
    binds = read_binds(model, texts)
    body = BodyReader(
        model=model, texts=texts, lists=lists, binds=binds, settled=frozenset(_settled(model))
    )
    nodes = body.nodes()
    return WebForm(
        title=model.title,
        language=here,
        languages=languages,
        nodes=nodes,
        model=_model(model, body, here),
    )


def _model(model: Model, body: BodyReader, language: Language) -> WebModel:
    actions = read_actions(model, frozenset(body.repeats))
    submission = child(model.element, "submission")
    values = body.texts.values
    binds = {**body.binds, **kept_language(model, body, language)}
    read = _all_reads(body, [each.value for each in actions] + list(values))
    return WebModel(
        form_id=model.root.get("id") or model.namespace,
        version=model.root.get("version") or "",
        language=language.code or language.label,
        key="" if submission is None else submission.get("base64RsaPublicKey", ""),
        instance=etree.tostring(model.root, encoding="unicode", with_tail=False),
        binds={path: each for path, each in binds.items() if not _is_idle(path, each, body)},
        actions=actions,
        repeats=body.repeats,
        controls=body.controls,
        lists=body.lists.tables(
            [name for each in read for name in each.lists],
            frozenset(name for each in read for name in each.columns),
        ),
        values=values,
        quote=read_quote(model, frozenset(body.controls)),
    )


def _all_reads(body: BodyReader, others: list[Expression]) -> list[Reads]:
    """Return what all the form's expressions read; where they stand matters for paths alone."""
    rules = [rule for bind in body.binds.values() for rule in bind.rules.values()]
    counts = [each.count for each in body.repeats.values() if each.count is not None]
    conditions = [each.where for each in body.controls.values() if each.where is not None]
    found = [reads(each.text, "") for each in (*rules, *counts, *others)]
    return found + [reads(each.text, "", of_list=True) for each in conditions]


def _is_idle(path: str, bind: Bind, body: BodyReader) -> bool:
    """Whether a bind says no more than that a note is not typed into."""
    control = body.controls.get(path)
    is_note = control is not None and control.kind is ControlKind.NOTE
    return is_note and bind == Bind(rules={"readonly": Expression(text="true()")})


def _settled(model: Model) -> Iterator[str]:
    """Yield the paths of nodes that hold something nobody typed: a default, or a value set."""
    for element in model.root.iter():
        if (element.text or "").strip():
            around = [local_name(each) for each in element.iterancestors()]
            depth = around.index("instance")
            yield "/" + "/".join([*reversed(around[:depth]), local_name(element)])
    yield from (each.ref for each in read_actions(model, frozenset()))
