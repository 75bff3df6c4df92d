"""What kind of fault keeps an article from being handled."""

from __future__ import annotations

from pipeline.stage import RejectedError
from schemas.codec import InvalidMessageError, UndecodableError
from schemas.headers import ErrorClass
from schemas.limits import TooLargeError


def error_class(error: Exception) -> ErrorClass:
    """Where the remedy lies: with who wrote the record, or, for a `bug`, with wirecopy."""
    match error:
        case UndecodableError():
            return "undecodable"
        case InvalidMessageError():
            return "invalid"
        case RejectedError():
            return "rejected"
        case TooLargeError():
            return "too-large"
        case _:
            return "bug"
