"""The typed answers of one submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from server.domain.forms import FormId, InstanceId, Question

Value: TypeAlias = str | int | Decimal | date | datetime | time | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One node of a submission, in document order.

    `question` is None for a node the form version does not know (it is kept all the same);
    `path` is the path below the root; `position` holds one 1-based index for each repeat around
    it, outermost first; `raw` is the text exactly as sent; `value` is None when the node is empty
    or when its text does not fit the question's type (then `is_odd` is True and raw still holds
    it).
    """

    path: str
    position: tuple[int, ...]
    raw: str
    value: Value | None
    question: Question | None
    is_odd: bool = False

    @property
    def is_the_forms_own(self) -> bool:
        """Whether it holds what the form itself always puts there: then it is no answer."""
        own = self.question.own if self.question else None
        return own is not None and own.text in {None, self.raw}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers of one submission, with the identity found inside the sealed document."""

    form_id: FormId
    version: str
    instance_id: InstanceId
    answers: tuple[Answer, ...]
