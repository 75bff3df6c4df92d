"""Words that are facts by themselves: days, orders, opposites and denials, by their numbers.

A reworded copy keeps them; a report of something else, or a correction, changes them. The words are
listed in scales.txt: English at length, seven more languages for what changes most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.dedup.tokens import tokenise

_SCALES = Path(__file__).with_name("scales.txt")
_LONGEST_LINE = 200

# What only one of two texts has denies what the other says. No language is asked for: a word of one
# that means something else in another seldom stands where that has nothing.
_DENIALS = """
    not no never neither nor cannot without didnt wasnt isnt wont werent arent doesnt hasnt dont
    havent hadnt couldnt wouldnt shouldnt cant
    nicht kein keine keinen keinem keiner niemals pas jamais aucun aucune nunca ningún ninguna
    non não nem niet geen nooit inte aldrig ikke aldri nie nigdy не нет ни никогда
"""
# "A and B" says what "B and A" says.
_CONJUNCTIONS = "and or und oder et ou y o e ed en of och og i и или"


def _numbers(words: str) -> list[int]:
    made: list[int] = tokenise(words, _LONGEST_LINE).words.tolist()
    return made


def _places() -> dict[int, tuple[tuple[int, int], ...]]:
    """By word: on which scales it stands, and where."""
    lines = _SCALES.read_text("utf-8").splitlines()
    scales = "\n".join(line for line in lines if not line.startswith("#")).split("\n\n")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for scale, places in enumerate(scales):
        for place, words in enumerate(places.split("|")):
            for number in _numbers(words):
                found[number].append((scale, place))
    return {number: tuple(places) for number, places in found.items()}


_PLACES = _places()
DENIALS = frozenset(_numbers(_DENIALS))
CONJUNCTIONS = frozenset(_numbers(_CONJUNCTIONS))


def _on_scales(words: Iterable[int]) -> dict[int, set[int]]:
    """By scale: the places on it that `words` name."""
    named: dict[int, set[int]] = {}
    for word in words:
        for scale, place in _PLACES.get(word, ()):
            named.setdefault(scale, set()).add(place)
    return named


def differ_on_a_scale(own: Iterable[int], other: Iterable[int]) -> bool:
    """Whether both name places on one scale, none of them the same."""
    return any(one.isdisjoint(another) for one, another in _on_the_same_scales(own, other))


def agree_on_a_scale(own: Iterable[int], other: Iterable[int]) -> bool:
    """Whether both name the same place on a scale."""
    return any(one & another for one, another in _on_the_same_scales(own, other))


def _on_the_same_scales(
    own: Iterable[int], other: Iterable[int]
) -> Iterator[tuple[set[int], set[int]]]:
    named = _on_scales(own)
    if named:
        there = _on_scales(other)
        yield from ((named[scale], there[scale]) for scale in named.keys() & there.keys())
