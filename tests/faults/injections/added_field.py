"""A newer release whose own messages say more, in a way that the old one need not understand."""

from __future__ import annotations

import sys
from importlib import import_module

import orjson

from schemas.codec import encode
from schemas.message import Message

ADDED = "said_by_a_newer_release"

_WRITERS = {
    "clean": ("agents.clean", "agents.clean_memory"),
    "extract": (),  # its messages are written in its processes
    "dedup": ("agents.dedup", "agents.dedup_memory"),
}


def inject() -> None:
    """In all that the stage writes, its memory included."""
    for module in _WRITERS[sys.argv[sys.argv.index("worker") + 1]]:
        import_module(module).__dict__["encode"] = _encode


def inject_in_child() -> None:
    """In what a process of the extractor writes."""
    import_module("agents.extractor_process").__dict__["encode"] = _encode


def _encode(message: Message) -> bytes:
    fields = orjson.loads(encode(message)) | {ADDED: [{"and": "more"}]}
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
