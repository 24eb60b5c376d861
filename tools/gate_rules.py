"""Writes everything that the publish gate may say into docs/forms.md, from the gate's own code.

`python tools/gate_rules.py` after a rule was added, changed or removed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
DOCUMENT = _ROOT / "docs/forms.md"
BEGIN, END = "<!-- rules: written by tools/gate_rules.py -->", "<!-- end of rules -->"
_ODK = _ROOT / "server/odk"
_ENDS = (".", "?", ":")
_SHORTEST = 12  # letters; what is shorter is a part of a sentence


def rules() -> str:
    """Return the list of what may be said, by the part of the check that says it."""
    modules = [*sorted((_ODK / "gate").glob("*.py")), _ODK / "pyxform_rules.py"]
    parts = []
    for module in [*modules, _ODK / "validate_words.py"]:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        said = list(dict.fromkeys(_sentences(tree)))
        if said:
            title = module.stem.replace("_", " ").capitalize()
            parts += [f"**{title}**", "", *(f"- {each}" for each in said), ""]
    return "\n".join(parts)


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield the sentences among a module's texts, what varies in them as an ellipsis."""
    silent = {id(part) for node in ast.walk(tree) for part in _unspoken(node)}
    for node in _in_order(tree, silent):
        text = " ".join(_text(node).replace("{{", "{").replace("}}", "}").split())
        is_sentence = text[:1].isupper() or text[:1] in "“…"
        if len(text) > _SHORTEST and text.endswith(_ENDS) and " " in text and is_sentence:
            yield text


def _in_order(node: ast.AST, silent: set[int]) -> Iterator[ast.Constant | ast.JoinedStr]:
    if id(node) in silent:
        return
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    ):
        yield node
        return
    for each in ast.iter_child_nodes(node):
        yield from _in_order(each, silent)


def _unspoken(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts that nobody reads: the first of a module, class or function."""
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
        yield node.body[0]


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = (each.value if isinstance(each, ast.Constant) else "…" for each in node.values)
    return "".join(map(str, parts))


def written(document: str) -> str:
    """Return the document with the rules of today between its two marks."""
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{rules()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
