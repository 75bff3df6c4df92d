"""A text's facts: the model's reading, and all rules over it."""

from __future__ import annotations

from pathlib import Path

from pipeline.extract.aliases import Aliases
from pipeline.extract.caps import capped
from pipeline.extract.claims import find_claims
from pipeline.extract.entities import resolve
from pipeline.extract.facts import TextFacts
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.names import Names
from pipeline.extract.quotes import find_quotes
from pipeline.extract.reader import Reader
from pipeline.extract.speakers import Speakers
from pipeline.extract.tree import Tree
from pipeline.limits import DEFAULT_LIMITS, Limits

# Raised with every change of rules or word lists that may change a result.
RULES = "rules-5"


class Analyst:
    """Reads texts of the languages that it has a model for."""

    def __init__(self, model_dir: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._reader = Reader(model_dir, limits.analysed_characters)
        self._aliases = Aliases()
        self._gazetteer = Gazetteer()
        self._names = Names(self._aliases, self._gazetteer)
        self.name = f"{self._reader.name}+{RULES}"

    @property
    def strings(self) -> int:
        """How many strings the model holds (must not grow)."""
        return self._reader.strings

    def reads(self, language: str | None) -> bool:
        return language == self._reader.language

    def analyse(self, text: str, language: str) -> TextFacts:
        """The facts of `text`: a function of text, language, model and limits. Never raises."""
        if not self.reads(language) or not text.strip():
            return TextFacts()
        reading = self._reader.read(text)
        tree = reading.tree
        located = resolve(tree, self._names.of(tree, reading.names), self._aliases, self._gazetteer)
        speakers = Speakers(tree, located)
        quotes = find_quotes(tree, speakers)
        facts = TextFacts(
            sentences=tuple(_sentences(tree)),
            entities=located.entities,
            quotes=tuple(quotes.quotes),
            claims=tuple(find_claims(tree, located, quotes)),
            notes=reading.notes,
        )
        return capped(facts, self._limits)


def _sentences(tree: Tree) -> list[tuple[int, int]]:
    return [
        (tree.starts[first], tree.ends[end - 1]) for first, end in tree.sentences if end > first
    ]
