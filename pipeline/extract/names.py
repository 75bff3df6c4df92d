"""From what the model calls a name to the names of the text: trimmed, completed, consistent.

The order and the worth of the steps were measured on newswire: consistency within the document
gives most (about 3 points of F), lists of names help only after the model, never before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pipeline.extract import lexicon
from pipeline.extract.aliases import LABEL_OF, Aliases
from pipeline.extract.entities import PARTICLES
from pipeline.extract.lexicon import split
from pipeline.extract.reader import Name
from pipeline.extract.tree import Tree

_OPENING = frozenset({"‘", '"', "“", "'", "(", ",", "-", "[", "``"})
_CLOSING = frozenset(
    {"'s", "’s", "’", "'", ",", "-", "‘", '"', "“", "”", "(", ")", "]", "''", ".", ":"}
)
# A title that makes the name after it a person's even where the model says otherwise.
_PERSONAL = frozenset(
    split(
        "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof. Gen. Col. Lt. Capt. Sgt. Maj. Sen. Rep. "
        "Gov. Sheikh King Queen Prince Princess Sir spokesman spokeswoman Senator Ayatollah"
    )
)
_COMPASS = frozenset({"South", "North", "West", "East", "Central", "Latin"})
_MIN_SURNAME = 3
_MAX_LEAD = 4


class Names:
    """The steps, with the lists that they need."""

    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases
        self._titles = lexicon.words("titles")
        self._demonyms = _with_plurals(lexicon.words("demonyms"))

    def of(self, tree: Tree, seen: Iterable[Name]) -> list[Name]:
        """The names of the text in order, none overlapping."""
        names = _without_overlaps(trimmed for name in seen for trimmed in self._trimmed(tree, name))
        names = self._with_unmistakable(tree, names)
        names = self._with_peoples(tree, names)
        names = self._after_titles(tree, names)
        names = self._with_first_names(tree, names)
        return _consistent(tree, names)

    def _trimmed(self, tree: Tree, name: Name) -> list[Name]:
        """The name without quotation marks, "the", titles and a possessive ending."""
        first, end, label = name.first, name.end, name.label
        while first < end and tree.words[first] in _OPENING:
            first += 1
        if end - first > 1 and tree.lower[first] == "the":
            first += 1
        after_titles = first
        while after_titles < end and tree.words[after_titles] in self._titles:
            after_titles += 1
        if after_titles > first and (
            label == "PERSON" or tree.words[after_titles - 1] in _PERSONAL
        ):
            first, label = after_titles, "PERSON"
        while end > first and tree.words[end - 1] in _CLOSING:
            end -= 1
        if after_titles >= end and label == "PERSON":
            return []  # a title without a name
        if end <= first or not any(c.isalnum() for c in tree.span_text(first, end)):
            return []
        return [Name(first, end, label)]

    def _with_unmistakable(self, tree: Tree, names: list[Name]) -> list[Name]:
        """Names of the alias table win over shorter ones, fill gaps, and carry their own type."""
        typed = [self._typed(tree, name) for name in names]
        held = _holders(typed, len(tree))
        found = []
        for name in self._aliases.find(tree):
            over = {held[i] for i in range(name.first, name.end)} - {None}
            if all(o is not None and o.end - o.first < name.end - name.first for o in over):
                found.append(name)
        # Longest first: a found name is only kept where it is longer than all that it covers.
        return _without_overlaps([*found, *typed])

    def _typed(self, tree: Tree, name: Name) -> Name:
        thing = self._aliases.thing(tree.span_text(name.first, name.end))
        if thing is None or (thing.type == "place" and name.label in ("GPE", "LOC")):
            return name
        return Name(name.first, name.end, LABEL_OF[thing.type])

    def _with_peoples(self, tree: Tree, names: list[Name]) -> list[Name]:
        """Peoples, faiths and parties by their list: "Syrians", "South Korean"."""
        kept = [
            Name(name.first, name.end, "NORP")
            if name.end - name.first == 1 and tree.words[name.first] in self._demonyms
            else name
            for name in names
        ]
        held = _holders(kept, len(tree))
        for position, word in enumerate(tree.words):
            if held[position] is None and word in self._demonyms:
                before = position - 1
                compass = position and tree.words[before] in _COMPASS and held[before] is None
                kept.append(Name(before if compass else position, position + 1, "NORP"))
        return _without_overlaps(kept)

    def _with_first_names(self, tree: Tree, names: list[Name]) -> list[Name]:
        """A person's name with the capitalised words and particles right before it, which the
        model drops from names that it has not seen: "Haider al-" before "Abadi"."""
        held = _holders(names, len(tree))
        grown = []
        for name in names:
            first = name.first
            if name.label == "PERSON":
                reach = first - 1
                while reach >= 0 and held[reach] is None and self._leads_on(tree, reach, first):
                    if tree.words[reach][:1].isupper():
                        first = reach
                    reach -= 1
            grown.append(Name(first, name.end, name.label))
        return _without_overlaps(grown)

    def _leads_on(self, tree: Tree, token: int, first: int) -> bool:
        """Whether the word at `token` may belong to the person's name that begins at `first`."""
        word = tree.words[token]
        if tree.sentence_of[token] != tree.sentence_of[first] or first - token > _MAX_LEAD:
            return False
        if word == "-" or word.lower() in PARTICLES:
            return tree.ends[token] >= tree.starts[token + 1] - 1
        return _is_name_word(tree, token) and word not in self._titles and not word.isupper()

    def _after_titles(self, tree: Tree, names: list[Name]) -> list[Name]:
        """A capitalised word after "Mr", "Gen." or "spokesman" that the model missed."""
        held = _holders(names, len(tree))
        found = []
        position = 0
        while position < len(tree) - 1:
            if tree.words[position] in _PERSONAL and held[position + 1] is None:
                end = position + 1
                while (
                    end < len(tree)
                    and end < position + 4
                    and held[end] is None
                    and _is_name_word(tree, end)
                ):
                    end += 1
                if end > position + 1:
                    found.append(Name(position + 1, end, "PERSON"))
                    position = end
                    continue
            position += 1
        return _without_overlaps([*names, *found])


def _is_name_word(tree: Tree, token: int) -> bool:
    word = tree.words[token]
    return word[:1].isupper() and word.replace("-", "").isalpha() and tree.pos[token] == "PROPN"


def _consistent(tree: Tree, names: list[Name]) -> list[Name]:
    """One text, one type for the same words; surnames and acronyms are found everywhere."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        # A longer name is seldom mistaken, so it has the casting vote.
        votes[tree.span_text(name.first, name.end)][name.label] += (
            2 if name.end - name.first == 1 else 3
        )
    surnames = {
        tree.words[name.end - 1]
        for name in names
        if name.label == "PERSON"
        and name.end - name.first > 1
        and len(tree.words[name.end - 1]) >= _MIN_SURNAME
        and tree.words[name.end - 1][0].isupper()
    }
    decided = []
    for name in names:
        text = tree.span_text(name.first, name.end)
        label = name.label
        if text in surnames and label in ("ORG", "GPE", "LOC", "FAC", "EVENT"):
            label = "PERSON"
        else:
            best, count = votes[text].most_common(1)[0]
            if label != "NORP" and 2 * count > votes[text].total():
                label = best
        decided.append(Name(name.first, name.end, label))
    acronyms = {
        tree.words[n.first]: n.label
        for n in decided
        if n.end - n.first == 1 and tree.words[n.first].isupper() and len(tree.words[n.first]) > 2
    }
    held = _holders(decided, len(tree))
    for position, word in enumerate(tree.words):
        if held[position] is not None:
            continue
        if word in surnames and not _goes_on(tree, held, position):
            decided.append(Name(position, position + 1, "PERSON"))
        elif word in acronyms:
            decided.append(Name(position, position + 1, acronyms[word]))
    return sorted(decided, key=lambda name: name.first)


def _goes_on(tree: Tree, held: list[Name | None], position: int) -> bool:
    """Whether the next word is capitalised and in no name: then this is part of a longer one."""
    after = position + 1
    return after < len(tree) and tree.words[after][:1].isupper() and held[after] is None


def _holders(names: Iterable[Name], count: int) -> list[Name | None]:
    """For each token the name that it is part of."""
    held: list[Name | None] = [None] * count
    for name in names:
        for position in range(name.first, name.end):
            held[position] = name
    return held


def _without_overlaps(names: Iterable[Name]) -> list[Name]:
    """The longer of two overlapping names, the earlier of two as long; in order of the text."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: (n.first - n.end, n.first)):
        positions = range(name.first, name.end)
        if taken.isdisjoint(positions):
            kept.append(name)
            taken.update(positions)
    return sorted(kept, key=lambda name: name.first)


def _with_plurals(words: frozenset[str]) -> frozenset[str]:
    endings = ("ese", "ish", "ch", "ss", "s", "man")
    plurals = {f"{word}s" for word in words if not word.endswith(endings)}
    plurals |= {
        f"{word[:-3]}men" for word in words if word.endswith("man") and word[:-3] + "man" in _MEN
    }
    return words | plurals


_MEN = frozenset({"Englishman", "Frenchman", "Irishman", "Welshman"})
