"""Lines known by their words alone: look-ups of folded phrases, never a search over the line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from pipeline.clean.fold import fold_any, fold_lines
from pipeline.clean.lines import LONG_LINE_CHARACTERS, Line, make_line
from schemas.clean import RemovalClass

LEXICON_FILE = Path(__file__).with_name("lexicon.toml")

# Measured shares of furniture among the lines that a rule of the kind hits, rounded down.
WHOLE_CONFIDENCE = 0.98
OPENS_CONFIDENCE = 0.93
HOLDS_CONFIDENCE = 0.90
EDGE_CONFIDENCE = 0.85

_QUOTES = "\"'“”‘’„«»‚‹›"

# Phrases that fill a line together ("No comments: Post a Comment") are looked for up to here.
_LONGEST_RUN_WORDS = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A line is furniture of `class_` because of `rule`; with `edge_only` where it stands outside
    the body alone, since the same words occur as inner heads."""

    class_: RemovalClass
    rule: str
    confidence: float
    edge_only: bool = False


@dataclass(frozen=True, slots=True)
class _Opening:
    words: tuple[str, ...]
    longest: int
    edge: bool
    class_: RemovalClass


class Lexicon:
    """The phrases of `lexicon.toml`. Immutable after construction; raises ValueError for an entry
    that names an unknown class or folds to nothing."""

    def __init__(self, path: Path = LEXICON_FILE) -> None:
        self._whole: dict[str, RemovalClass] = {}
        self._edge_whole: dict[str, RemovalClass] = {}
        self._openings: dict[str, list[_Opening]] = {}
        self._holds: list[tuple[str, int, RemovalClass]] = []
        # The longest word of each of these: few lines have any.
        self._held: set[str] = set()
        known = get_args(RemovalClass)
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            if name not in known:
                raise ValueError(f"{path.name}: {name} is not a class of removals")
            self._add(cast(RemovalClass, name), entry)
        self._lengths = _lengths(self._whole)

    def _add(self, class_: RemovalClass, entry: dict[str, list[str] | int]) -> None:
        def phrases(field: str) -> list[str]:
            listed = cast(list[str], entry.get(field, []))
            folded = [" ".join(words) for words in fold_lines(listed)]
            if "" in folded:
                raise ValueError(f"lexicon: {class_}.{field} has a phrase without a word")
            return folded

        for key in phrases("whole"):
            self._whole.setdefault(key, class_)
        for key in phrases("edge_whole"):
            self._edge_whole.setdefault(key, class_)
        for field, limit, edge in (("opens", "longest", False), ("edge", "edge_longest", True)):
            for key in phrases(field):
                words = tuple(key.split(" "))
                opening = _Opening(words, cast(int, entry[limit]), edge, class_)
                self._openings.setdefault(words[0], []).append(opening)
        for key in phrases("holds"):
            self._holds.append((f" {key} ", cast(int, entry["holds_longest"]), class_))
            self._held.add(max(key.split(" "), key=len))

    def match(self, line: Line) -> Hit | None:
        """What `line` is, or None."""
        key = line.key
        class_ = self._whole.get(key)
        if class_ is not None:
            return Hit(class_, f"phrase:{key}", WHOLE_CONFIDENCE)
        if (class_ := self._edge_whole.get(key)) is not None:
            return Hit(class_, f"phrase:{key}", EDGE_CONFIDENCE, edge_only=True)
        if len(line.text) > LONG_LINE_CHARACTERS:
            return None
        if line.text[0] in _QUOTES:
            return None  # someone says it
        first = line.tokens[0]
        for opening in self._openings.get(first, ()):
            if line.words <= opening.longest:
                phrase = " ".join(opening.words)
                if key == phrase or key.startswith(phrase + " "):
                    confidence = EDGE_CONFIDENCE if opening.edge else OPENS_CONFIDENCE
                    return Hit(opening.class_, f"opens:{phrase}", confidence, opening.edge)
        if not self._held.isdisjoint(line.tokens):
            padded = f" {key} "
            for phrase, longest, class_ in self._holds:
                if line.words <= longest and phrase in padded:
                    return Hit(class_, f"holds:{phrase.strip()}", HOLDS_CONFIDENCE)
        return self._match_run(line.tokens) if first in self._lengths else None

    def _match_run(self, words: list[str]) -> Hit | None:
        """A line filled by several known phrases, one after the other: widgets that a scraper ran
        together. The class is that of the first."""
        if not 2 <= len(words) <= _LONGEST_RUN_WORDS:
            return None
        position = 0
        found: RemovalClass | None = None
        while position < len(words):
            for length in self._lengths.get(words[position], ()):
                end = position + length
                class_ = self._whole.get(" ".join(words[position:end]))
                if class_ is not None and end <= len(words):
                    found = found or class_
                    position = end
                    break
            else:
                return None
        return Hit(found, "phrases", OPENS_CONFIDENCE) if found is not None else None

    def classify(self, text: str) -> Hit | None:
        """As `match`, for words that are no line of their own (a piece cut off a line)."""
        hit = self.match(make_line(0, text, fold_any(text).split(" ")))
        return None if hit is None or hit.edge_only else hit


def _lengths(phrases: Iterable[str]) -> dict[str, list[int]]:
    """The numbers of words of the phrases that begin with each word, the greatest first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        found.setdefault(words[0], set()).add(len(words))
    return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}
