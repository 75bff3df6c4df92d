"""Parts of a page that its server sent later and hidden, for a script to put in their places.

React sends a page whose data are not yet there with `<template id="B:0">` where a part belongs, and
the part itself at the end: `<div hidden id="S:0">`, with a script that moves it. Whole articles
arrive so (9 of 791 pages of the development set, of which nothing was found without this).
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

_PART = "S:"
# Where a boundary's part goes, and where a segment within one goes.
_PLACES = ("B:", "P:")


class StreamedParts:
    """The hidden parts of one page, by the place where each belongs. Each is shown once."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        places = {
            number
            for place in tree.css("template[id]")
            if (number := _number(place.attributes.get("id"), *_PLACES))
        }
        self._waiting: dict[str, LexborNode] = {}
        self._without_place: set[str] = set()
        for part in tree.css("[hidden][id]"):
            number = _number(part.attributes.get("id"), _PART)
            if number in places:
                self._waiting.setdefault(number, part)
            elif number:
                self._without_place.add(number)

    def shown_where_it_stands(self, element_id: str | None) -> bool:
        """Whether a hidden element is such a part and has no other place."""
        return _number(element_id, _PART) in self._without_place

    def take(self, template_id: str | None) -> LexborNode | None:
        """The first node of the part that belongs in the place of this template, the first time."""
        part = self._waiting.pop(_number(template_id, *_PLACES), None)
        return part.first_child if part is not None else None


def _number(element_id: str | None, *prefixes: str) -> str:
    """What follows one of `prefixes` in the id; empty where none does."""
    if element_id is not None and element_id[:2] in prefixes:
        return element_id[2:]
    return ""
