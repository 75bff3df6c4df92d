"""The word lists under `lexicon/`: read once, at construction."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """The words of `lexicon/<name>.txt`: white space between them, `#` begins a comment."""
    text = (files(__package__) / "lexicon" / f"{name}.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() for word in line.partition("#")[0].split())


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `lexicon/<name>.txt` without comments and blank lines."""
    text = (files(__package__) / "lexicon" / f"{name}.txt").read_text("utf-8")
    kept = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in kept if line)


def table(name: str) -> dict[str, object]:
    """The table in `lexicon/<name>.toml`."""
    return tomllib.loads((files(__package__) / "lexicon" / f"{name}.toml").read_text("utf-8"))


def split(words: str) -> tuple[str, ...]:
    """The words of a short list that stands in the code."""
    return tuple(words.split())
