"""Every rule of the publish gate stands in docs/forms.md."""

from __future__ import annotations

from tools.gate_rules import DOCUMENT, rules, written


def test_every_rule_of_the_gate_stands_in_the_document() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == written(document), "run: .venv/bin/python tools/gate_rules.py"


def test_the_rules_are_read_from_the_code_that_says_them() -> None:
    said = rules()
    assert "- Write it without spaces, in at most … signs." in said
    assert "- The form id “…” is not usable." in said
    assert "- The name “{word}” stands twice in the same group." in said
