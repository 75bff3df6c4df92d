"""Words that are facts by themselves: days, orders and denials, by their numbers.

A reworded copy keeps them; a report of something else, or a correction, changes them. English only:
other languages have numbers and names to go by.
"""

from __future__ import annotations

from pipeline.dedup.words import word_number

_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ORDERS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_DENIALS = "not no never neither nor without cannot didnt wasnt isnt wont werent arent doesnt hasnt"


def _numbers(words: str) -> frozenset[int]:
    return frozenset(word_number(word, False) for word in words.split())


# Of one kind, one may replace another; a day for a date, or an order for a day, tells the same.
KINDS = (_numbers(_DAYS), _numbers(_ORDERS))
DENIALS = _numbers(_DENIALS)
