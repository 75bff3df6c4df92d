"""News agencies: the many ways they sign, and the one name that is published."""

from __future__ import annotations

import re
from typing import cast

from pipeline.extract import lexicon
from pipeline.extract.lexicon import split

# Words with which the name of a desk, a paper or a station ends, and no person's.
_HOUSE_WORDS = frozenset(
    split(
        "news press agency agencies times post staff desk team bureau wire wires service "
        "services correspondent correspondents reporter reporters editor editors writer "
        "writers network media radio tv television online today magazine journal herald "
        "tribune guardian telegraph admin newsroom editorial board group newspaper gazette "
        "report reports international"
    )
)


class Agencies:
    def __init__(self) -> None:
        self._published: dict[str, str] = {}
        for name, others in lexicon.table("agencies").items():
            for signed in (name, *cast(list[str], others)):
                self._published[_key(signed)] = name
        signatures = sorted(
            set(lexicon.table("agencies"))
            | {s for others in lexicon.table("agencies").values() for s in cast(list[str], others)},
            key=len,
            reverse=True,
        )
        self.alternatives = "|".join(re.escape(signed) for signed in signatures)

    def published(self, signed: str) -> str | None:
        """The published name of the agency that signs so, or None."""
        return self._published.get(_key(signed))

    def house(self, signed: str) -> str | None:
        """An agency, else a desk, paper or station by the words of its name; None for a person."""
        known = self.published(signed)
        if known:
            return known
        words = signed.split()
        if words and len(words) <= 6 and words[-1].lower().strip(".") in _HOUSE_WORDS:
            return signed
        return None


def _key(signed: str) -> str:
    return signed.strip().removeprefix("The ").removeprefix("the ").replace("-", " ").casefold()
