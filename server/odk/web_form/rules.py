"""Reads what the model of a form rules: binds, actions and what never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.domain.mapping import NAMESPACE
from server.odk.web_form.literals import literal, quoted
from server.odk.web_form.model import Action, Bind, Expression
from server.odk.web_form.reading import expression
from server.odk.web_form.texts import Texts
from server.odk.xform_model import Bind as XFormBind
from server.odk.xform_model import Model
from server.odk.xform_tree import Element, below
from server.odk.xml import local_name

_JR = "{http://openrosa.org/javarosa}"
_FIELD = f"{{{NAMESPACE}}}field"
_RULES = ("relevant", "calculate", "constraint", "required", "readonly")
_MESSAGES = ("constraintMsg", "requiredMsg")
_ALWAYS, _NEVER = frozenset({"true()", "1"}), frozenset({"false()", "0", ""})
# What a rule says where it says nothing.
_IDLE = {
    "relevant": _ALWAYS,
    "calculate": frozenset({""}),
    "constraint": _ALWAYS | {""},
    "required": _NEVER,
    "readonly": _NEVER,
}


def full_path(model: Model, path: str) -> str:
    """Return the absolute path of a path below the root."""
    root = f"/{local_name(model.root)}"
    return f"{root}/{path}" if path else root


def is_always(rule: Expression | None) -> bool:
    """Whether a rule holds whatever is answered."""
    return rule is not None and rule.text in _ALWAYS


def read_binds(model: Model, texts: Texts) -> dict[str, Bind]:
    """Return the rules of every node that has any, by absolute path."""
    found = {
        path: _bind(bind, path, texts)
        for path, bind in ((full_path(model, each), bind) for each, bind in model.binds.items())
    }
    return {path: bind for path, bind in found.items() if bind != Bind()}


def _bind(bind: XFormBind, path: str, texts: Texts) -> Bind:
    written = bind.attributes
    rules = {
        name: expression(written[name], path)
        for name in _RULES
        if name in written and written[name].strip() not in _IDLE[name]
    }
    said = {
        name: texts.message(written[_JR + name], path)
        for name in _MESSAGES
        if _JR + name in written
    }
    asked = written.get(f"{_JR}preload")
    return Bind(
        type=bind.type.rpartition(":")[2] or "string",
        rules=rules,
        preload=None if asked is None else (asked, written.get(f"{_JR}preloadParams", "")),
        messages={name: each for name, each in said.items() if each is not None},
    )


def read_constants(model: Model) -> Mapping[str, str]:
    """Return the nodes that are calculated as one plain text, whatever is answered."""
    set_by_actions = {full_path(model, below(each.get("ref", ""))) for each in _setvalues(model)}
    found = {}
    for path, bind in model.binds.items():
        text = literal(bind.attributes.get("calculate", ""))
        if text is not None and not _may_vanish(model, path):
            found[full_path(model, path)] = text
    return {path: text for path, text in found.items() if path not in set_by_actions}


def _may_vanish(model: Model, path: str) -> bool:
    """Whether a node or one around it has a condition."""
    steps = path.split("/")
    around = ("/".join(steps[: end + 1]) for end in range(len(steps)))
    return any("relevant" in model.bind(each).attributes for each in around)


def read_actions(model: Model, repeats: frozenset[str]) -> tuple[Action, ...]:
    """Return the values that are set at events; `repeats` are the absolute paths of repeats."""
    return tuple(action for each in _setvalues(model) for action in _actions(model, each, repeats))


def _setvalues(model: Model) -> Iterator[Element]:
    for within in (model.element, model.body):
        yield from (each for each in within.iter() if local_name(each) == "setvalue")


def _actions(model: Model, element: Element, repeats: frozenset[str]) -> Iterator[Action]:
    ref = full_path(model, below(element.get("ref", "")))
    around = element.getparent()
    control = None if around is None else around.get("ref")
    inner = max((each for each in repeats if ref.startswith(f"{each}/")), key=len, default=None)
    value = element.get("value") or quoted(element.text or "")
    for event in element.get("event", "").split():
        yield Action(
            event=event,
            ref=ref,
            value=expression(value, ref),
            within=inner,
            trigger=control if event == "xforms-value-changed" else None,
        )


def read_quote(model: Model, asked: frozenset[str]) -> str | None:
    """Return the reference to quote later: a calculated node mapped as some record's reference.

    `asked` are the absolute paths that have a control.
    """
    for path, bind in model.binds.items():
        mapping = bind.attributes.get(_FIELD, "")
        is_made = "calculate" in bind.attributes and full_path(model, path) not in asked
        if is_made and mapping.rpartition(".")[2] == "reference":
            return full_path(model, path)
    return None
