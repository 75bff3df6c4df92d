"""Who wrote it: the people and houses of a byline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.agencies import Agencies
from pipeline.extract.lexicon import split

MAX_BYLINE_CHARACTERS = 400
_MAX_NAME_WORDS = 5

_LEAD = re.compile(
    r"^\s*(?:(?:written|posted|reported|published|submitted|story|text|analysis|report|words|article|"
    r"opinion|reporting|author)s?\s*(?:by|:)|by\b:?|von\b|par\b|por\b)\s*",
    re.IGNORECASE,
)
# Where the names end: a date, a clock, a role, an address, what the paper says about itself.
_TAIL = re.compile(
    r"(?:\||·|•|—|–|\s-\s|\bon\s+(?=[A-Z][a-z]+day|[A-Z][a-z]{2,8}\s\d)|\b(?:updated|published|posted|last)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b\d{1,4}[-/:.]\d|\d{4}|@|https?:)",
    re.IGNORECASE,
)
# White space is taken from where it begins: a search would begin anew at each blank of it.
_BETWEEN = re.compile(r"(?:(?<!\s)\s++)?(?:,|;|&|/|\band\b|\bwith\b|\bund\b|\bet\b|\by\b)\s*")
_PLACE_OR_PAPER = re.compile(
    r"(?<!\s)\s++(?:in|at|for|from|of)\s+.*$|(?:(?<!\s)\s++)?[(\[].*$", re.DOTALL
)
_ROLE = re.compile(
    r"^(?:senior\s+|chief\s+|staff\s+|special\s+|foreign\s+|political\s+|associate\s+|assistant\s+|contributing\s+"
    r"|deputy\s+|national\s+|diplomatic\s+|defen[cs]e\s+|middle\s+east\s+|world\s+|breaking\s+|data\s+|digital\s+)*"
    r"(?:writer|reporter|editor|correspondent|columnist|contributor|producer|journalist|"
    r"bureau chief|analyst|photographer|intern|staff|author|jr|sr|ph\.?d|md)s?\.?$",
    re.IGNORECASE,
)
_PARTICLE = frozenset(
    split("al el de del della di da dos du van von der den la le bin ibn ben abu ter af av zu y e")
)


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[str, ...]
    agencies: tuple[str, ...]


def read_byline(line: str, agencies: Agencies) -> Byline:
    """The people and the houses that `line` names, each once, without titles and roles."""
    line = _LEAD.sub("", line[:MAX_BYLINE_CHARACTERS].strip(), count=1)
    tail = _TAIL.search(line)
    if tail:
        line = line[: tail.start()]
    authors: dict[str, None] = {}
    houses: dict[str, None] = {}
    for part in _BETWEEN.split(line):
        part = _LEAD.sub("", part, count=1).strip(" \t\n.,:;*")
        house = agencies.house(part)
        if house is None:
            part = _PLACE_OR_PAPER.sub("", part).strip(" .,")
            house = agencies.house(part)
        if house is not None:
            if not _ROLE.match(house):
                houses[house] = None
        elif is_person(part):
            authors[person(part)] = None
    return Byline(tuple(authors), tuple(houses))


def is_person(part: str) -> bool:
    """Whether `part` looks like a person's full name: capitalised words and particles, no role."""
    words = part.split()
    if not 2 <= len(words) <= _MAX_NAME_WORDS or _ROLE.match(part):
        return False
    if any(c.isdigit() for c in part):
        return False
    return (
        all(
            word[0].isupper() or word.lower().partition("-")[0].strip("’'") in _PARTICLE
            for word in words
        )
        and words[-1][0].isalpha()
    )


def person(name: str) -> str:
    """`name` with one space between words; names in capitals are written as names are."""
    words = name.split()
    if name.isupper():
        words = [_cased(word, first=not position) for position, word in enumerate(words)]
    return " ".join(words)


def _cased(word: str, *, first: bool) -> str:
    if len(word) <= 2 and word.endswith("."):
        return word
    if not first and word.lower() in _PARTICLE:
        return word.lower()
    cased = "-".join(piece.capitalize() for piece in word.split("-"))
    if cased.startswith("Mc") and len(cased) > 3:
        cased = "Mc" + cased[2:].capitalize()
    for mark in ("'", "’"):
        head, found, rest = cased.partition(mark)
        if found and len(head) == 1 and rest:
            cased = head + mark + rest.capitalize()
    return cased
