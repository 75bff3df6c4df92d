"""One key for all the ways a name is transcribed."""

from __future__ import annotations

import re
import unicodedata

_NOT_LETTERS = re.compile(r"[^\w]+")
_DOUBLED = re.compile(r"(\w)\1+")
# The Arabic article in its spoken forms, and English "the".
_ARTICLES = frozenset(
    {"al", "el", "the", "ar", "as", "ash", "at", "ad", "an", "az", "ez", "es", "er"}
)


def sound(name: str) -> str:
    """A key that transcriptions of one name share: Shoigu and Shoygu, Sergei and Sergey.

    Accents, case, hyphens and the Arabic article go; y is i, ou is u, q is k, double letters are
    one.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = plain.replace("ou", "u").replace("oo", "u").replace("ee", "i").replace("q", "k")
    words = [word for word in _NOT_LETTERS.split(plain.replace("'", "").replace("’", "")) if word]
    kept = [word for word in words if word not in _ARTICLES] or words
    key = " ".join(_DOUBLED.sub(r"\1", word.replace("y", "i")) for word in kept)
    return key or name.lower()
