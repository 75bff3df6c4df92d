"""Verbs that report: `lexicon/cues.toml` by form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from pipeline.extract import lexicon
from pipeline.extract.tree import TENSED, Tree
from pipeline.extract.verbs import by_form


@dataclass(frozen=True, slots=True)
class Cues:
    """`verbs` gives the base form of each form of a reporting verb; the sets hold base forms."""

    verbs: dict[str, str]
    say: frozenset[str]
    infinitive: frozenset[str]
    attitude: frozenset[str]
    prepositions: dict[str, frozenset[str]]
    nouns: frozenset[str]

    def verb(self, tree: Tree, token: int) -> str | None:
        """The base form of the verb at `token` that reports, in whatever way, or None."""
        base = self.verbs.get(tree.lower[token])
        return base if base is not None and tree.is_verb(token) else None

    def utters(self, tree: Tree, token: int) -> bool:
        """Whether the verb at `token` may stand beside a quotation: of speech or thought."""
        base = self.verb(tree, token)
        return base is not None and (base in self.say or base not in self.attitude)

    def says(self, tree: Tree, token: int) -> bool:
        """Whether `token` is a verb of speech with a tense."""
        return tree.tags[token] in TENSED and self.verb(tree, token) in self.say


def load_cues() -> Cues:
    tables = lexicon.table("cues")
    governed = cast(dict[str, str], tables.pop("prepositions"))
    lists = {name: tuple(str(words).split()) for name, words in tables.items()}
    every = (*lists["say"], *lists["think"], *lists["show"], *lists["infinitive"])
    return Cues(
        verbs=by_form(dict.fromkeys((*every, *governed, *lists["attitude"]))),
        say=frozenset(lists["say"]),
        infinitive=frozenset(lists["infinitive"]),
        attitude=frozenset(lists["attitude"]),
        prepositions={verb: frozenset(words.split()) for verb, words in governed.items()},
        nouns=frozenset(lists["nouns"]),
    )
