"""From what the model calls a name to the names of the text: trimmed, completed, consistent."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract import lexicon
from pipeline.extract.aliases import LABEL_OF, Aliases
from pipeline.extract.consistency import consistent
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import split
from pipeline.extract.personnames import PERSONAL, after_titles, joined, with_first_names
from pipeline.extract.placenames import PlaceNames
from pipeline.extract.reader import Name
from pipeline.extract.spans import holders, without_overlaps
from pipeline.extract.tree import Tree

_OPENING = frozenset(split("‘ \" “ ' ( , - [ ``"))
_CLOSING = frozenset(split("'s ’s ’ ' , - ‘ \" “ ” ( ) ] '' . :"))
_COMPASS = frozenset(split("South North West East Central Latin"))
# Capitalised words that the model takes for names, and that name nobody alone.
_NO_NAMES = frozenset(
    split(
        "Kingdom Madam Speaker Minister Government City Court East West North South Embassy Budget "
        "God Translator Prince Opera Games President Chairman Secretary Mayor Governor Director "
        "Agency Tourism Inland CEO CFO COO CTO VP MP MPs DIG MEC Jan Feb Mar Apr Jun Jul Aug Sep "
        "Sept Oct Nov Dec"
    )
)


# What ministers are ministers of, and what leads no name of its own.
_OFFICES = frozenset(
    split("Foreign Defense Defence Interior Finance Prime Deputy Vice Justice State")
)


class Names:
    """The steps, with the lists that they need."""

    def __init__(self, aliases: Aliases, gazetteer: Gazetteer) -> None:
        self._aliases = aliases
        self._gazetteer = gazetteer
        self._places = PlaceNames(gazetteer, aliases)
        self._titles = lexicon.words("titles")
        self._demonyms = _with_plurals(lexicon.words("demonyms"))

    def of(self, tree: Tree, seen: Iterable[Name]) -> list[Name]:
        """The names of the text in order, none overlapping."""
        names = without_overlaps(
            trimmed for name in seen if (trimmed := self._trimmed(tree, name)) is not None
        )
        names = self._with_unmistakable(tree, names)
        names = self._with_peoples(tree, names)
        names = self._places.of(tree, names)
        names = after_titles(tree, names, self._titles)
        names = joined(tree, with_first_names(tree, names, self._titles))
        return consistent(tree, names, self._gazetteer)

    def _trimmed(self, tree: Tree, name: Name) -> Name | None:
        """The name without quotation marks, "the", titles and a possessive ending; None where
        nothing is left."""
        first, end, label = name.first, name.end, name.label
        while first < end and tree.words[first] in _OPENING:
            first += 1
        if end - first > 1 and tree.lower[first] == "the":
            first += 1
        named = first
        while named < end and tree.words[named] in self._titles:
            named += 1
        if self._names_nobody(tree.words[first:end]):
            return None
        if label == "PERSON" and tree.words[first] in self._demonyms:
            first += 1  # "Russian Foreign Minister Lavrov"
            named = max(named, first)
        while end > first and tree.words[end - 1] in _OFFICES and _is_office(tree, end):
            end -= 1  # "U.S. Defense" before "Secretary"
        if named > first and (label == "PERSON" or tree.words[named - 1] in PERSONAL):
            first, label = named, "PERSON"
        while end > first and tree.words[end - 1] in _CLOSING:
            end -= 1
        if end <= first or (end - first == 1 and tree.words[first] in _NO_NAMES):
            return None
        if not any(c.isalnum() for c in tree.span_text(first, end)):
            return None
        if end - first == 1 and _is_common_opener(tree, first):
            return None
        return Name(first, end, label)

    def _names_nobody(self, words: list[str]) -> bool:
        """Whether the words are a title without a name, or none: "Saudi Crown Prince"."""
        return not words or (
            words[-1] in self._titles
            and all(word in self._titles or word in self._demonyms for word in words)
        )

    def _with_unmistakable(self, tree: Tree, names: list[Name]) -> list[Name]:
        """Names of the alias table win over shorter ones, fill gaps, and carry their own type."""
        typed = [self._typed(tree, name) for name in names]
        held = holders(typed, len(tree))
        found = []
        for name in self._aliases.find(tree):
            over = {held[i] for i in range(name.first, name.end)} - {None}
            if all(o is not None and o.end - o.first < name.end - name.first for o in over):
                found.append(name)
        return without_overlaps([*found, *typed])

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
        held = holders(kept, len(tree))
        for position, word in enumerate(tree.words):
            if held[position] is None and word in self._demonyms:
                before = position - 1
                compass = position and tree.words[before] in _COMPASS and held[before] is None
                kept.append(Name(before if compass else position, position + 1, "NORP"))
        return without_overlaps(kept)


def _is_office(tree: Tree, token: int) -> bool:
    return token < len(tree) and tree.lower[token] in ("secretary", "minister", "president")


def _is_common_opener(tree: Tree, token: int) -> bool:
    """Whether the word is capitalised for beginning a sentence: the tagger sees no proper noun."""
    opens = token == tree.sentences[tree.sentence_of[token]][0]
    word = tree.words[token]
    return opens and tree.pos[token] not in ("PROPN", "X") and word[1:].islower()


def _with_plurals(words: frozenset[str]) -> frozenset[str]:
    """The list with plurals where they are regular ("Syrians"), and "Frenchmen" and the like."""
    endings = ("ese", "ish", "ch", "ss", "s", "man")
    plurals = {f"{word}s" for word in words if not word.endswith(endings)}
    return words | plurals | {f"{word[:-3]}men" for word in words & _MEN}


_MEN = frozenset(split("Englishman Frenchman Irishman Welshman"))
