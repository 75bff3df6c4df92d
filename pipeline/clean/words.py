"""The word lists of this package, read once."""

from __future__ import annotations

import tomllib
from pathlib import Path

_SECTIONS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text("utf-8")
)


def words(section: str, name: str) -> frozenset[str]:
    """One list of `words.toml`. Raises KeyError where there is none."""
    return frozenset(_SECTIONS[section][name].split())


def phrases(section: str, name: str) -> frozenset[str]:
    """One list of phrases, one a line. Raises KeyError where there is none."""
    return frozenset(_SECTIONS[section][name].strip().splitlines())


def by_word(section: str) -> dict[str, str]:
    """A section turned round: each word with the name of its list."""
    return {word: name for name, text in _SECTIONS[section].items() for word in text.split()}
