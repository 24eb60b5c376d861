"""Says in words how one version of a form behaves otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from hashlib import sha256
from types import MappingProxyType

from server.domain.forms import FormVersion
from server.odk.behaviour import Aspects, Behaviour
from server.odk.changes import Change, ChangeKind, is_called

_NONE: Aspects = MappingProxyType({})


def behaviour_changes(
    old: Behaviour, new: Behaviour, before: FormVersion, after: FormVersion
) -> Iterator[Change]:
    """Yield every difference in what makes a form behave, in the order of the new form.

    A question that is new or gone is told of elsewhere; one that moved is held against where it
    was, if no other has its name.
    """
    labels = {each.path: is_called(each) for each in (*before.questions, *after.questions)}
    questions = {each.path for each in before.questions}
    added = {each.path for each in after.questions if not each.path.startswith("meta/")} - questions
    for path in dict.fromkeys((*new, *old)):
        was_at = path if path in old or path not in added else _moved_from(path, old, new)
        if path not in new and (path in questions or _moved_from(path, new, old)):
            continue
        if path in added and was_at is None:
            continue
        aspects = old.get(was_at or path, _NONE), new.get(path, _NONE)
        name = labels.get(path) or (f"the group “{path}”" if path else "the form")
        yield from _aspects(path, name, *aspects)


def _moved_from(path: str, old: Behaviour, new: Behaviour) -> str | None:
    name = path.rpartition("/")[2]
    gone = [each for each in old if each not in new and each.rpartition("/")[2] == name]
    return gone[0] if len(gone) == 1 else None


def _aspects(path: str, name: str, old: Aspects, new: Aspects) -> Iterator[Change]:
    for aspect in dict.fromkeys((*new, *old)):
        was, now = old.get(aspect, ""), new.get(aspect, "")
        if was == now:
            continue
        if not was:
            sentence = f"The {aspect} of {name} is new: “{now}”."
        elif not now:
            sentence = f"The {aspect} of {name} was “{was}” and is gone."
        else:
            sentence = f"The {aspect} of {name} was “{was}” and is now “{now}”."
        yield Change(kind=ChangeKind.BEHAVIOUR, path=path, sentence=sentence)


def order_changes(before: FormVersion, after: FormVersion) -> Iterator[Change]:
    """Say which questions come after another than they did, of those that both forms have."""
    paths = {each.path for each in before.questions} & {each.path for each in after.questions}
    old = [each.path for each in before.questions if each.path in paths]
    new = [each.path for each in after.questions if each.path in paths]
    names = {each.path: is_called(each) for each in after.questions}
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {path for block in blocks for path in new[block.b : block.b + block.size]}
    for index, path in enumerate(new):
        if path not in stayed:
            where = f"after {names[new[index - 1]]}" if index else "to the beginning"
            sentence = f"{names[path]} now comes {where}."
            yield Change(kind=ChangeKind.ORDER, path=path, sentence=sentence)


def file_changes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Change]:
    """Say which of the files that go with a form are new, gone or other than before."""
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            said = "is new" if was is None else "no longer goes with the form"
            yield Change(kind=ChangeKind.FILE, path="", sentence=f"The file {name} {said}.")
        elif sha256(was).digest() != sha256(now).digest():
            sentence = f"The file {name} has other content."
            yield Change(kind=ChangeKind.FILE, path="", sentence=sentence)
