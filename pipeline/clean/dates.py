"""Words that only state a time: recognised token by token, in the languages of the month names."""

from __future__ import annotations

import re

from pipeline.clean.words import words

# Longer lines are prose that mentions a date.
MAX_DATE_TOKENS = 16

_TOKEN = re.compile(r"[^\s,|·•()]+")
_MONTHS = words("dates", "months")
_DAYS = words("dates", "days")
_GLUE = words("dates", "glue")
_CLOCK = re.compile(r"\d{1,2}[:h][0-5]\d(?::\d{2})?(?:am|pm|a\.m|p\.m|h|z)?(?:[+-]\d{2}:?\d{2})?")
_NUMERIC = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?(?:t\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?"
)
_NUMBER = re.compile(r"\d{1,2}\.[0-5]\d|\d{1,4}(?:st|nd|rd|th|er|º|\.|h|am|pm|m|d|年|月|日)?")
_EAST_ASIAN = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\d{1,2}[:时時]\d{2}分?)?")
_AGO = frozenset(("ago", "vor", "hace", "fa", "today", "yesterday", "heute", "gestern"))


def is_date(text: str) -> bool:
    """`text` says when, and nothing else."""
    if len(text) > 120:
        return False
    tokens = _TOKEN.findall(text)
    return 0 < len(tokens) <= MAX_DATE_TOKENS and _states_time(tokens)


def trailing_date(text: str) -> int | None:
    """Where the run of date words at the end of `text` begins, or None: `by VOA News |October 01,
    2015`. At least one word stands before it."""
    if len(text) > 300:
        return None
    tokens = list(_TOKEN.finditer(text))
    first = len(tokens)
    while first > 1 and _kind(tokens[first - 1][0]):
        first -= 1
    if len(tokens) - first > MAX_DATE_TOKENS:
        return None
    while (
        first < len(tokens) and _kind(tokens[first][0]) == "glue" and tokens[first][0] in ":-–—/&"
    ):
        first += 1
    run = [token[0] for token in tokens[first:]]
    return tokens[first].start() if run and _states_time(run) else None


def _states_time(tokens: list[str]) -> bool:
    kinds = []
    for token in tokens:
        kind = _kind(token)
        if kind is None:
            return False
        kinds.append(kind)
    digits = any(kind in ("number", "clock", "numeric") for kind in kinds)
    if "numeric" in kinds:
        return True
    if not digits:
        return False
    if "month" in kinds or "clock" in kinds:
        return True
    return any(token.lower().rstrip(".:") in _AGO for token in tokens)


def _kind(token: str) -> str | None:
    """What a token says of time; None for any other word."""
    word = token.lower()
    bare = word.rstrip(".:;")
    if bare in _MONTHS:
        return "month"
    if bare in _DAYS:
        return "day"
    if word in _GLUE or bare in _GLUE:
        return "glue"
    if len(word) > 32:
        return None
    if _CLOCK.fullmatch(bare):
        return "clock"
    if _NUMERIC.fullmatch(word) or _EAST_ASIAN.fullmatch(word):
        return "numeric"
    if _NUMBER.fullmatch(bare) or _NUMBER.fullmatch(word):
        return "number"
    return None
