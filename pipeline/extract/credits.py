"""Who helped: contributors and agencies named in the lines around an article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.agencies import Agencies
from pipeline.extract.byline import is_person, person

MAX_CREDIT_CHARACTERS = 1_000

_SENTENCE_END = re.compile(r"(?<=[a-z\])”])[.;](?:\s+|$)|\n")
_CONTRIBUTED = re.compile(
    r"^(?P<who>.{3,300}?)(?<!\s)\s++(?:(?:also\s+)?contributed|reported|assisted|helped|wrote|provided|aided)\b",
    re.DOTALL,
)
_BY = re.compile(
    r"(?:additional\s+)?(?:report(?:ing|ed)|writing|written|research|contributions?)\s+by:?\s+(?P<who>[^;()]{3,300})",
    re.IGNORECASE,
)
_MATERIAL = re.compile(
    r"\b(?:material|information|report(?:ing|s)?|contributions?|files?|input|inputs|dispatches)\b.{0,60}?"
    r"\b(?:from|by|with)\b(?P<who>.{2,200})|^with\s+(?:files\s+from\s+)?(?P<with>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"(?:(?<!\s)\s++)?(?:,|;|&|\band\b)\s*")
_WHERE = re.compile(r"(?<!\s)\s++(?:in|at|from|on|for|near|aboard)\s+.*$", re.DOTALL)
_WRITERS = re.compile(
    r"^(?:the\s++)?(?P<house>.*?)(?:(?<!\s)\s*+|(?<=\s))(?:staff\s++)?"
    r"(?:writer|reporter|correspondent|journalist|researcher)s?\s++(?P<name>[A-Z].*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Credits:
    contributors: tuple[str, ...]
    agencies: tuple[str, ...]


def read_credit(line: str, agencies: Agencies) -> Credits:
    """The people and agencies that `line` thanks. Editors are no contributors; a surname alone is
    one where the line says what its bearer did ("Vasilyeva reported from Moscow.")."""
    contributors: dict[str, None] = {}
    houses: dict[str, None] = {}
    for sentence in _SENTENCE_END.split(line[:MAX_CREDIT_CHARACTERS]):
        sentence = sentence.strip(" ().*—–-")
        if not sentence:
            continue
        by = _BY.search(sentence)
        material = _MATERIAL.search(sentence)
        contributed = _CONTRIBUTED.match(sentence)
        if by:
            _add(by["who"], agencies, contributors, houses, alone=True)
        elif material and not (contributed and " " in contributed["who"]):
            _add(material["who"] or material["with"], agencies, contributors, houses, alone=False)
        elif contributed:
            _add(contributed["who"], agencies, contributors, houses, alone=True)
    return Credits(tuple(contributors), tuple(houses))


def _add(
    who: str,
    agencies: Agencies,
    contributors: dict[str, None],
    houses: dict[str, None],
    *,
    alone: bool,
) -> None:
    for part in _BETWEEN.split(who):
        part = part.strip(" .,:*")
        writers = _WRITERS.match(part)
        if writers:
            house = agencies.published(writers["house"])
            if house:
                houses[house] = None
            part = writers["name"]
        house = agencies.published(part)
        if house:
            houses[house] = None
            continue
        part = _WHERE.sub("", part)
        house = agencies.published(part)
        if house:
            houses[house] = None
        elif is_person(part) or (alone and part.isalpha() and part[:1].isupper() and len(part) > 2):
            contributors[person(part)] = None
