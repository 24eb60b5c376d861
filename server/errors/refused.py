"""The exception that carries a refusal out to whoever says it."""

from __future__ import annotations

from server.errors.codes import Code


class Refused(Exception):  # noqa: N818 - the sentence reads "raise Refused(Code.X)"
    """A request that is refused, with its catalogue entry and the words that fill it."""

    def __init__(self, code: Code, **words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[object, ...]:  # so that it can come out of another process
        return _refused, (self.code, self.words)

    @property
    def status(self) -> int:
        """The HTTP status of the refusal."""
        return self.code.value.status

    @property
    def sentence(self) -> str:
        """The one sentence a person reads."""
        return self.code.value.sentence.format_map(self.words)


def _refused(code: Code, words: dict[str, str]) -> Refused:
    return Refused(code, **words)
