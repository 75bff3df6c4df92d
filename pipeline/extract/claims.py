"""Stated facts that can be compared: casualties, operations, intentions, with their sources."""

from __future__ import annotations

from pipeline.extract.casualties import find_casualties
from pipeline.extract.entities import Located
from pipeline.extract.frames import Frame
from pipeline.extract.intents import find_intents
from pipeline.extract.operations import find_operations
from pipeline.extract.quotes import Quotes
from pipeline.extract.tree import Tree
from schemas.extracted import Claim


def find_claims(tree: Tree, located: Located, quotes: Quotes) -> list[Claim]:
    """All claims in the order of the text."""
    frame = Frame(tree, located, quotes)
    found = [*find_casualties(frame), *find_operations(frame), *find_intents(frame)]
    return [frame.claim(one) for one in sorted(found, key=lambda f: (f.first, f.end, f.kind))]
