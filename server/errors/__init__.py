"""The catalogue of refusals: a code, an HTTP status and one plain sentence for each."""

from server.errors.codes import Code
from server.errors.refusal import Refusal
from server.errors.refused import Refused

__all__ = ["Code", "Refusal", "Refused"]
