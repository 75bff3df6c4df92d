"""Texts that read like nothing and repeat nothing, made from a number."""

import random

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvwz" for vowel in "aeiou"]

FURNITURE = (
    "Sign up to the morning briefing and get the top stories delivered to your inbox every weekday "
    "before breakfast"
)


def prose(seed: int, words: int) -> str:
    """`words` made-up words, always the same for a seed; a longer text begins with the shorter."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choices(_SYLLABLES, k=3)) for _ in range(words))
