"""A newer release that writes message schema 2, whose added field an old reader would misread the
message without; it reads 1 and 2."""

from __future__ import annotations

from agents import schema
from schemas import headers
from tests.faults.injections import added_field

NEWER = headers.SCHEMA_VERSION + 1


def inject() -> None:
    """In headers, which the worker's main process writes, and in values."""
    headers.SCHEMA_VERSION = NEWER
    schema.__dict__["SCHEMA_VERSION"] = NEWER
    added_field.inject()


inject_in_child = added_field.inject_in_child
