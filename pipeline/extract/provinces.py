"""Words that make a place's name that of a province: "Homs Governorate", "the province of Homs"."""

from __future__ import annotations

from pipeline.extract.lexicon import split

# Of a state one speaks in other senses too: alone they make no name a place's.
_STATES = frozenset(split("state states emirate"))
_PROVINCES = frozenset(
    split("province provinces governorate governorates region oblast prefecture canton voivodeship")
)


def is_province_word(word: str) -> bool:
    return word.lower() in _PROVINCES | _STATES


def named_in(name: str) -> str | None:
    """The name within that of a province ("Homs"); None where no word says that it is one."""
    first, of, rest = name.partition(" of ")
    if of and is_province_word(first):
        return rest
    stem, _, last = name.rpartition(" ")
    return stem if stem and is_province_word(last) else None


def says_place(name: str) -> bool:
    """Whether the name says itself that it is a province's, whatever it was taken for."""
    return any(word.lower() in _PROVINCES for word in (name.split()[0], name.split()[-1]))
