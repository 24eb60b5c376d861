"""The plain answers that many questions share: yes, no and unknown."""

from __future__ import annotations

from server.domain.vocabulary.lists import UNKNOWN, code_list, printed

_YES = printed("yes", "Yes")
_NO = printed("no", "No")

LISTS = (
    code_list("yes_no", "Yes or no", _YES, _NO),
    code_list("yes_no_unknown", "Yes, no or unknown", _YES, _NO, UNKNOWN),
)
