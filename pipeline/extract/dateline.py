"""Where and when a report was filed, and by whom: `MOSCOW, Oct 1 (Reuters) -` at its start."""

from __future__ import annotations

import re

from pipeline.extract.agencies import Agencies
from schemas.extracted import Dateline

# A dateline stands in the first lines; the second or third paragraph only after a head.
MAX_PARAGRAPHS = 3
MAX_DATELINE_CHARACTERS = 120

_UPPER = r"[A-Z][A-Z.'’\-]+(?:[ ][A-Z][A-Z.'’\-]*){0,3}"
_TITLE = r"[A-Z][A-Za-z.'’\-]+(?:[ ](?:[A-Z][A-Za-z.'’\-]*|of|al|el|de|la|es|ez)){0,4}"
_REGION = r"(?:,[ ](?:[A-Z][A-Za-z.]+)(?:[ ][A-Z][A-Za-z.]+){0,2})?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}[ ]\d{{1,2}}(?:,?[ ]\d{{4}})?|\d{{1,2}}[ ]{_MONTH}(?:,?[ ]\d{{4}})?)"
_DASH = r"(?:[ ]?[—–]|[ ]--?|--)[ ]?"


class Datelines:
    def __init__(self, agencies: Agencies) -> None:
        self._agencies = agencies
        agency = rf"\((?P<agency>{agencies.alternatives})\)"
        # Either an agency signs it, or the place is in capitals, or a date stands beside it: a
        # capitalised word before a dash alone is no dateline ("Islamic State – the group – ...").
        date = rf"(?:,?[ ](?P<date>{_DATE}))"
        station = r"(?:[ ]\([^()]{2,40}\))?"
        # Either an agency signs it, or the place is in capitals, or a date stands beside it: a
        # capitalised word before a dash alone is no dateline ("Islamic State – the group – ...").
        self._patterns = (
            re.compile(rf"(?P<place>{_TITLE}{_REGION}){date}?,?[ ]{agency}(?:{_DASH}|:?[ ])"),
            re.compile(rf"(?P<place>{_UPPER}{_REGION}){date}?{station}[ ]?(?:{_DASH}|:[ ])(?=\S)"),
            re.compile(rf"(?P<place>{_TITLE}{_REGION}){date}{station}{_DASH}(?=\S)"),
            re.compile(rf"{agency}(?:{_DASH}|:?[ ])(?=\S)"),
        )

    def of(self, text: str) -> Dateline | None:
        """The dateline of `text`; `start` and `end` span it with its dash."""
        offset = 0
        paragraphs = 0
        for line in text[:4_000].split("\n"):
            stripped = line.strip()
            if stripped:
                start = offset + line.index(stripped[0])
                found = self._at(stripped[:MAX_DATELINE_CHARACTERS], start)
                if found:
                    return found
                paragraphs += 1
                if paragraphs == MAX_PARAGRAPHS:
                    break
            offset += len(line) + 1
        return None

    def _at(self, head: str, start: int) -> Dateline | None:
        for pattern in self._patterns:
            match = pattern.match(head)
            if match is None:
                continue
            groups = match.groupdict()
            signed = groups.get("agency")
            place = groups.get("place")
            if place is not None and self._agencies.published(place):
                continue
            return Dateline(
                place=place.strip() if place else None,
                date=groups.get("date"),
                agency=self._agencies.published(signed) if signed else None,
                start=start,
                end=start + match.end(),
            )
        return None
