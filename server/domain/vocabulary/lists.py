"""What a code list is: an ordered list of terms, each with its crosswalks to other standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One code of a list: its English label and what other standards call it.

    `crosswalk` is by standard (`htcds`, `ctdc`, `glotip`, `isic`, `iccs`, `iso5218`);
    `is_added` is True for a term the source document does not print.
    """

    code: str
    label: str
    crosswalk: Mapping[str, str] = field(default_factory=lambda: _NONE)
    is_added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named code list, in the order in which its terms are offered."""

    name: str
    label: str
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in order."""
        return tuple(term.code for term in self.terms)

    @property
    def printed(self) -> tuple[str, ...]:
        """The codes that the source document prints, without those added since."""
        return tuple(term.code for term in self.terms if not term.is_added)

    def term(self, code: str) -> Term | None:
        """Return the term of that code, or None."""
        return next((term for term in self.terms if term.code == code), None)

    def without(self, *codes: str, name: str, label: str) -> CodeList:
        """Return this list under another name, less some codes: one master list, several uses."""
        kept = tuple(term for term in self.terms if term.code not in codes)
        return CodeList(name=name, label=label, terms=kept)


def printed(code: str, label: str, **crosswalk: str) -> Term:
    """Return a term that the source document prints."""
    return Term(code=code, label=label, crosswalk=MappingProxyType(crosswalk))


def added(code: str, label: str, **crosswalk: str) -> Term:
    """Return a term that the source document does not print."""
    return Term(code=code, label=label, crosswalk=MappingProxyType(crosswalk), is_added=True)


UNKNOWN = added("unknown", "Unknown")
"""Always an answer: nobody is made to guess."""


def code_list(name: str, label: str, *terms: Term) -> CodeList:
    """Return the code list of these terms."""
    return CodeList(name=name, label=label, terms=terms)
