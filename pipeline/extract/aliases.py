"""One thing, many names: ISIS, ISIL and Daesh are the Islamic State wherever they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from pipeline.extract import lexicon
from pipeline.extract.reader import Name
from pipeline.extract.tree import Tree
from schemas.extracted import EntityType

LABEL_OF: dict[EntityType, str] = {
    "person": "PERSON",
    "organization": "ORG",
    "place": "GPE",
    "facility": "FAC",
    "group": "NORP",
    "event": "EVENT",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an alias stands for. `geonames` is the GeoNames id of a place, where there is one."""

    name: str
    type: EntityType
    geonames: int | None


class Aliases:
    """The tables `lexicon/aliases.toml` and `organizations.txt`. Case counts: `IS` is a name, `is`
    is none."""

    def __init__(self) -> None:
        self._things: dict[str, Thing] = {}
        self._findable: dict[str, list[str]] = {}
        for name, entry in lexicon.table("aliases").items():
            fields = cast(dict[str, Any], entry)
            thing = Thing(name, fields["type"], fields.get("geonames"))
            for alias in (name, *fields["names"], *fields["find"]):
                self._things[_plain(alias)] = thing
            for alias in fields["find"]:
                self._findable.setdefault(_first_letters(alias), []).append(alias)
        for name in lexicon.lines("organizations"):
            plain = _plain(name.removeprefix("The "))
            self._things.setdefault(plain, Thing(plain, "organization", None))
            self._findable.setdefault(_first_letters(plain), []).append(plain)
        for candidates in self._findable.values():
            candidates.sort(key=len, reverse=True)

    def thing(self, name: str) -> Thing | None:
        """What `name` stands for, with or without "the" before it."""
        plain = _plain(name)
        return self._things.get(plain) or self._things.get(
            plain.removeprefix("the ").removeprefix("The ")
        )

    def find(self, tree: Tree) -> Iterator[Name]:
        """The unmistakable names in the text, in order, none over another; whole tokens only."""
        ends = {end: position + 1 for position, end in enumerate(tree.ends)}
        taken = 0
        for position, word in enumerate(tree.words):
            if position < taken:
                continue
            start = tree.starts[position]
            for alias in self._findable.get(word[:2], ()):
                if not tree.text.startswith(alias, start):
                    continue
                end = ends.get(start + len(alias))
                if end is not None:
                    taken = end
                    yield Name(position, end, LABEL_OF[self._things[_plain(alias)].type])
                    break


def _plain(name: str) -> str:
    return name.replace("’", "'")


def _first_letters(alias: str) -> str:
    return alias[:2]
