"""What a site asks that not be done with an article, as its answer and its page say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.feeds.robots import PRODUCT
from schemas.raw import Restriction

# Heads are long; what a page asks for stands in them.
_LOOK_CHARACTERS = 200_000
_META = re.compile(r"<meta\b([^<>]{1,2000})>", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s{0,5}=\s{0,5}["']?([\w:-]{1,60})""", re.IGNORECASE)
_CONTENT = re.compile(
    r"""\bcontent\s{0,5}=\s{0,5}(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'<>]{1,100}))""",
    re.IGNORECASE,
)
_RULES: Mapping[str, tuple[Restriction, ...]] = {
    "noarchive": ("noarchive",),
    "noindex": ("noindex",),
    "none": ("noindex",),
    "noai": ("noai",),
}
_ORDER: tuple[Restriction, ...] = (
    "robots-disallowed", "noarchive", "noindex", "noai", "tdm-reserved",
)  # fmt: skip


def restrictions_of(headers: Mapping[str, str], page: str) -> tuple[Restriction, ...]:
    """The restrictions that an answer states: `X-Robots-Tag` and `<meta name="robots">`, for all or
    for us by name, and the reservation of text and data mining (`TDM-Reservation`, W3C TDMRep)."""
    found: set[Restriction] = set(_robots_tag(headers.get("X-Robots-Tag", "")))
    if headers.get("TDM-Reservation", "").strip() == "1":
        found.add("tdm-reserved")
    for meta in _META.finditer(page[:_LOOK_CHARACTERS]):
        name, content = _NAME.search(meta[1]), _CONTENT.search(meta[1])
        if name is None or content is None:
            continue
        said = content[1] or content[2] or content[3] or ""
        if name[1].lower() in ("robots", PRODUCT):
            found.update(_rules(said.split(",")))
        elif name[1].lower() == "tdm-reservation" and said.strip() == "1":
            found.add("tdm-reserved")
    return ordered(found)


def ordered(found: Iterable[Restriction]) -> tuple[Restriction, ...]:
    """`found` in the one order in which restrictions are written."""
    named = set(found)
    return tuple(restriction for restriction in _ORDER if restriction in named)


def _robots_tag(value: str) -> Iterable[Restriction]:
    """`noarchive, otherbot: noindex, nofollow`: a name holds for all rules behind it."""
    for_us = True
    for part in value.split(",")[:50]:
        name, colon, rule = part.partition(":")
        if colon and name.strip().lower() != "unavailable_after":
            for_us = name.strip().lower() == PRODUCT
        else:
            rule = name
        if for_us:
            yield from _rules([rule])


def _rules(rules: Iterable[str]) -> Iterable[Restriction]:
    for rule in rules:
        yield from _RULES.get(rule.strip().lower(), ())
