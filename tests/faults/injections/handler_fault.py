"""A bug of ours at some articles: the stage raises an error that nobody foresaw."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from agents.flow import Stage

# The article that has this word in its text is the one.
WORD: Final[dict[Stage, str]] = {
    "clean": "faultatclean",
    "extract": "faultatextract",
    "dedup": "faultatdedup",
}


def inject() -> None:
    """At the entry of clean or dedup."""
    match sys.argv[sys.argv.index("worker") + 1]:
        case "clean":
            from pipeline.clean.stage import Cleaner

            _lay_around(Cleaner, "clean", lambda raw: WORD["clean"] in raw.body)
        case "dedup":
            module = import_module("agents.dedup")
            _lay_around(module, "decide", lambda article: WORD["dedup"] in article.text)


def inject_in_child() -> None:
    """At the entry of extract, which is in a process of its own."""
    from pipeline.extract.stage import Extractor

    _lay_around(Extractor, "extract", lambda article: WORD["extract"] in article.text)


def _lay_around(owner: Any, name: str, is_the_one: Callable[[Any], bool]) -> None:
    """The article is the second argument: of a method, or of a function of state and article."""
    sound = getattr(owner, name)

    def faulty(first: Any, article: Any, *rest: Any) -> Any:
        if is_the_one(article):
            raise KeyError("a bug")
        return sound(first, article, *rest)

    setattr(owner, name, faulty)
