"""Names that the model took for one: "UK-France", "[Prime Minister of] Mongolia L.Oyun"."""

from __future__ import annotations

from pipeline.extract.gazetteer import Gazetteer, Known
from pipeline.extract.reader import Name
from pipeline.extract.tree import Tree

_HYPHENS = frozenset("-–")


def parted(tree: Tree, name: Name, gazetteer: Gazetteer) -> list[Name]:
    """The names within `name`: most often itself alone. Of an event that a common noun opens
    ("invasion of Ukraine") none: it is called by no name, and its places are looked for anew."""
    if (
        name.label == "EVENT"
        and tree.pos[name.first] == "NOUN"
        and tree.words[name.first].islower()
    ):
        return []
    if name.label == "NORP" or _known(tree, name, gazetteer).places:
        return [name]
    for token in range(name.first + 1, name.end - 1):
        if tree.words[token] in _HYPHENS:
            sides = Name(name.first, token, "GPE"), Name(token + 1, name.end, "GPE")
            if all(_known(tree, side, gazetteer).is_unmistakable for side in sides):
                return list(sides)
    land = Name(name.first, name.first + 1, "GPE")
    governed = name.first > 0 and tree.lower[name.first - 1] == "of"
    if name.label == "PERSON" and governed and _known(tree, land, gazetteer).is_country:
        return [land, Name(land.end, name.end, "PERSON")]
    return [name]


def _known(tree: Tree, name: Name, gazetteer: Gazetteer) -> Known:
    return gazetteer.known(tree.span_text(name.first, name.end))
