"""Places by the gazetteer: those that the model took for something else, and those it missed.

It comes after the model: before it, a list of places costs 6 to 10 points of F.
"""

from __future__ import annotations

from collections import Counter

from pipeline.extract.aliases import Aliases
from pipeline.extract.entities import PARTICLES
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import split
from pipeline.extract.parted import parted
from pipeline.extract.provinces import named_in, says_place
from pipeline.extract.reader import Name
from pipeline.extract.spans import holders, is_free_capital, without_overlaps
from pipeline.extract.tree import Tree

_MAX_TOKENS = 6
_MAX_BEFORE = 2  # tokens of a region's name before the country's in it: "Gulf of"
_LARGE = 5  # the class of a place of 100,000 people
_KINDS = frozenset(
    split(
        "villages towns cities neighborhoods neighbourhoods districts suburbs provinces regions "
        "village town city neighborhood neighbourhood district suburb province"
    )
)
_LINKS = frozenset({",", "and", "as", "well", "or"})
_DATELINE_TOKENS = 3
_DATELINE_ENDS = frozenset(split("( , - – — : --"))


class PlaceNames:
    def __init__(self, gazetteer: Gazetteer, aliases: Aliases) -> None:
        self._gazetteer = gazetteer
        self._aliases = aliases

    def of(self, tree: Tree, names: list[Name]) -> list[Name]:
        """The names with places typed as such, and the places among the words of no name."""
        each = (part for name in names for part in parted(tree, name, self._gazetteer))
        typed = [self._region(tree, self._typed(tree, name)) for name in each]
        kept = _listed(without_overlaps(typed), tree)
        held = holders(kept, len(tree))
        position = 0
        while position < len(tree):
            end = self._end_of_place(tree, held, position)
            if end is not None:
                kept.append(Name(position, end, "GPE"))
                position = end
            else:
                position += 1
        return without_overlaps(kept)

    def _typed(self, tree: Tree, name: Name) -> Name:
        text = tree.span_text(name.first, name.end)
        if name.label in ("NORP", "GPE") or self._aliases.thing(text):
            return self._acronym(tree, name, text)
        province = named_in(text) if says_place(text) else None
        if province and self._gazetteer.meant(province, Counter(), "A"):
            return Name(name.first, name.end, "GPE")
        known = self._gazetteer.known(text)
        filed_here = _is_dateline(tree, name.first, name.end)
        if not known.places or (text.isupper() and not filed_here):
            return self._acronym(tree, name, text)
        first = known.places[0]
        certain = known.findable and first.size >= _LARGE
        certain = certain and (known.own or name.label != "PERSON")
        placed = filed_here or _is_where(tree, name.first)
        certain = certain or (known.findable and placed)
        if known.is_country or (certain and name.label != "LOC"):
            return Name(name.first, name.end, "GPE")
        if known.is_region and " " in text:
            return Name(name.first, name.end, "LOC")
        return name

    def _region(self, tree: Tree, name: Name) -> Name:
        """The region whose name holds the name: "Latin America", "Gulf of Guinea"."""
        if name.label not in ("GPE", "LOC", "NORP"):
            return name
        for first in range(max(0, name.first - _MAX_BEFORE), name.first + 1):
            if tree.lower[first] == "the":
                continue
            for end in range(min(len(tree), name.end + 1), name.end - 1, -1):
                capital = tree.words[first][:1].isupper() and tree.words[end - 1][:1].isupper()
                longer = end - first > name.end - name.first
                if (
                    capital
                    and longer
                    and self._gazetteer.known(tree.span_text(first, end)).is_region
                ):
                    return Name(first, end, "LOC")
        return name

    def _acronym(self, tree: Tree, name: Name, text: str) -> Name:
        """Capitals that are no known place are a body's initials, whatever the model says."""
        alone = name.end - name.first == 1 and text.isalpha() and text.isupper()
        if (
            alone
            and 3 <= len(text) <= 6
            and name.label in ("GPE", "PERSON", "LOC", "FAC")
            and not self._gazetteer.known(text).places
            and not self._aliases.thing(text)
        ):
            return Name(name.first, name.end, "ORG")
        return name

    def _end_of_place(self, tree: Tree, held: list[Name | None], first: int) -> int | None:
        """Where the longest findable place that begins at `first` ends, if one does."""
        if held[first] is not None or not tree.words[first][:1].isupper():
            return None
        if first and is_free_capital(tree, held, first - 1):
            return None
        end = first
        while end < len(tree) and end - first < _MAX_TOKENS and held[end] is None:
            word = tree.words[end]
            if not (word[:1].isupper() or word == "-" or word.lower() in PARTICLES):
                break
            end += 1
        while end > first:
            whole = end >= len(tree) or not is_free_capital(tree, held, end)
            if whole and tree.words[end - 1][:1].isupper():
                text = tree.span_text(first, end)
                shouted = text.isupper() and not _is_dateline(tree, first, end)
                if not shouted and self._gazetteer.known(text).findable:
                    return end
            end -= 1
        return None


def _listed(names: list[Name], tree: Tree) -> list[Name]:
    """The names with those typed as places that a list of places holds: "in the villages of
    al-Ridwaniyeh, Arbid and Tal Istabl"."""
    typed = []
    reach = -1  # the end of the list so far
    for name in names:
        opens = name.first > 1 and tree.lower[name.first - 2] in _KINDS
        opens = opens and tree.lower[name.first - 1] == "of"
        goes_on = reach >= 0 and all(
            tree.lower[token] in _LINKS for token in range(reach, name.first)
        )
        if name.label != "NORP" and (opens or (goes_on and name.first > reach)):
            reach = name.end
            typed.append(Name(name.first, name.end, "GPE" if name.label != "LOC" else "LOC"))
        else:
            reach = -1
            typed.append(name)
    return typed


def _is_where(tree: Tree, first: int) -> bool:
    return first > 0 and tree.lower[first - 1] in ("in", "near", "including", "around", "outside")


def _is_dateline(tree: Tree, first: int, end: int) -> bool:
    """Whether the tokens stand at the head of a paragraph, before a dash or a bracket."""
    opens = first == 0 or tree.paragraph_of[first - 1] != tree.paragraph_of[first]
    return (
        opens
        and end - first <= _DATELINE_TOKENS
        and end < len(tree)
        and (tree.words[end] in _DATELINE_ENDS)
    )
