"""Checks that a form offered on the web holds nothing the web form client cannot do."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, error
from server.odk.gate.web_support import CONTROLS, EVENTS, INPUTS, LIST_FILES, PRELOADS
from server.odk.web_form.choices import read_itemset
from server.odk.xform_body import Control
from server.odk.xform_tree import Element, below, child
from server.odk.xml import local_name

_JR = "{http://openrosa.org/javarosa}"
_MEDIA = {"image": "image", "audio": "audio", "video": "video"}
_ONLY_TABLETS = "Remove it, or offer the form to agencies only."


def check_web(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say what would not work in a browser, where the form is offered there."""
    if not sheets.settings.is_on_the_web:
        return
    body = compiled.body
    for path, control in [*body.controls.items(), *body.groups.items(), *body.repeats.items()]:
        yield from _control(sheets, compiled, path, control)
    yield from _asked_of_the_device(sheets, compiled)
    yield from _actions(sheets, compiled)
    yield from _list_files(sheets, compiled)
    yield from _choices(sheets, compiled)
    yield from _pictures(sheets, compiled)


def _control(sheets: Sheets, compiled: Compiled, path: str, control: Control) -> Iterator[Message]:
    kind, allowed = _kind(compiled, path, control)
    entry = sheets.outline.by_path.get(path)
    name = path.rpartition("/")[2]
    if allowed is None:
        sentence = f"“{name}” is of the type {kind}, which the web form does not have."
        yield error(sentence, _ONLY_TABLETS, sheets.spot(entry, "type"))
        return
    for word in control.appearance:
        if word not in allowed:
            known = f"For {kind} it knows: {', '.join(sorted(allowed))}." if allowed else ""
            sentence = f"The web form does not know the appearance “{word}”."
            mend = known or "Clear the cell."
            yield error(sentence, mend, sheets.spot(entry, "appearance"))


def _kind(compiled: Compiled, path: str, control: Control) -> tuple[str, frozenset[str] | None]:
    """Return what the question is called in the table, and its appearances; None if not there."""
    if control.tag == "input":
        kind = compiled.model.bind(path).type.rpartition(":")[2] or "string"
        return kind, INPUTS.get(kind)
    if control.tag == "upload":
        medium = control.element.get("mediatype", "").partition("/")[0]
        kind = _MEDIA.get(medium, "file")
        return kind, CONTROLS.get(kind)
    return control.tag, CONTROLS.get(control.tag)


def _asked_of_the_device(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    for path, bind in compiled.model.binds.items():
        preload = bind.attributes.get(f"{_JR}preload")
        asked = (preload or "", bind.attributes.get(f"{_JR}preloadParams", ""))
        is_audit = path == "meta/audit"
        if is_audit or (preload is not None and asked not in PRELOADS):
            name = path.rpartition("/")[2]
            sentence = f"“{name}” asks the device for something a browser does not tell."
            yield error(
                sentence, _ONLY_TABLETS, sheets.spot(sheets.outline.by_path.get(path), "type")
            )


def _actions(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Look at what happens by itself: values set at an event, and places or sound recorded."""
    for action in _all_actions([compiled.model.element, compiled.model.body]):
        events = set(action.get("event", "").split())
        if local_name(action) == "setvalue" and events <= EVENTS:
            continue
        path = below(action.get("ref", ""))
        name = path.rpartition("/")[2]
        sentence = f"“{name}” is set or recorded in a way the web form does not have."
        yield error(sentence, _ONLY_TABLETS, sheets.spot(sheets.outline.by_path.get(path), "type"))


def _all_actions(within: list[Element]) -> Iterator[Element]:
    wanted = ("setvalue", "setgeopoint", "recordaudio")
    for each in within:
        yield from (found for found in each.iter() if local_name(found) in wanted)


def _list_files(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    for instance in compiled.model.instances.values():
        source = instance.get("src", "")
        if source and not source.endswith(LIST_FILES):
            sentence = f"The web form cannot read lists such as {source.rpartition('/')[2]}."
            yield error(sentence, "Save the list as a CSV file.", sheets.spot(None, "type"))


def _choices(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Look at choices that only the answers make: other answers, or with an answer in the label."""
    for path, control in compiled.body.controls.items():
        itemset = child(control.element, "itemset")
        if itemset is not None and read_itemset(control.element, path) is None:
            entry = sheets.outline.by_path.get(path)
            sentence = f"The choices of “{path.rpartition('/')[2]}” are answers of a repeat."
            yield error(sentence, _ONLY_TABLETS, sheets.spot(entry, "type"))
    for text_id in sorted(_quoting_choices(compiled)):
        name = text_id.rpartition("-")[0]
        sentence = f"A choice of the list “{name}” shows an answer, which the web form cannot."
        yield error(sentence, "Write the choice without ${ }.", sheets.spot(None))


def _quoting_choices(compiled: Compiled) -> set[str]:
    labels = compiled.model.element.iter("{*}itextId")
    ids = {each.text for each in labels}
    texts = compiled.model.element.iter("{*}text")
    return {
        each.get("id", "")
        for each in texts
        if each.get("id") in ids and next(each.iter("{*}output"), None) is not None
    }


def _pictures(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Look for pictures and sounds in labels."""
    kinds = [each.get("form") for each in compiled.model.element.iter("{*}value")]
    for kind in sorted({kind for kind in kinds if kind in _MEDIA}):
        sentence = f"The web form shows no {kind} beside a question."
        yield error(sentence, _ONLY_TABLETS, sheets.spot(None))
