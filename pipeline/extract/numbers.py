"""Numbers in figures and in words, and which tokens are numbers."""

from __future__ import annotations

import re

from pipeline.extract.lexicon import split
from pipeline.extract.tree import Tree

_UNITS = {
    word: number
    for number, word in enumerate(
        split(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        split("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "dozen": 12}
_MONTHS = frozenset(
    split(
        "jan feb mar apr jun jul aug sep sept oct nov dec january february march april june july "
        "august september october november december"
    )
)
_FIGURE = re.compile(r"^\d{1,3}(?:[,. ]\d{3})+$|^\d+(?:\.\d+)?$")
# A plain number, not a time of day or a grouped one: three digits behind a full stop are thousands.
_PLAIN = re.compile(r"\d+(?:\.\d{1,2}|\.\d{4,})?")
RANGE = re.compile(r"^(\d{1,4})[-–](\d{1,4})$")
MAX_QUANTITY = 10**10


def number(words: list[str]) -> int | None:
    """The number that the words write: "two hundred and five", "1,200", "three dozen"."""
    total = current = 0.0
    seen = False
    for word in words:
        for piece in word.lower().split("-"):
            if piece in ("and", ""):
                continue
            if _FIGURE.match(piece):
                current += (
                    float(piece.replace(",", "").replace(" ", ""))
                    if _is_plain(piece)
                    else _grouped(piece)
                )
            elif piece in _UNITS:
                current += _UNITS[piece]
            elif piece in _TENS:
                current += _TENS[piece]
            elif piece in SCALES:
                current = (current or 1) * SCALES[piece]
                if SCALES[piece] >= 1_000:
                    total += current
                    current = 0
            else:
                return None
            seen = True
    value = int(total + current)
    return value if seen and value <= MAX_QUANTITY else None


def _is_plain(figure: str) -> bool:
    return "," in figure or _PLAIN.fullmatch(figure) is not None


def _grouped(figure: str) -> float:
    return float(figure.replace(".", "").replace(" ", ""))


def is_number(tree: Tree, token: int) -> bool:
    word = tree.lower[token]
    if token and tree.lower[token - 1].rstrip(".") in _MONTHS:
        return False  # "another Dec. 29"
    if word[:1].isdigit():
        return bool(_FIGURE.match(word)) or bool(RANGE.match(word))
    return word in SCALES or all(
        piece in _UNITS or piece in _TENS or piece in SCALES for piece in word.split("-")
    )


def range_start(tree: Tree, first: int) -> tuple[int, int] | None:
    """The lower number of "20 to 30", "between 20 and 30" and "20-30", and where it begins."""
    link = first - 1
    if link < 1 or not is_number(tree, link - 1):
        return None
    between = link >= 2 and tree.lower[link - 2] in ("between", "from")
    if tree.lower[link] in ("to", "or", "-", "–") or (tree.lower[link] == "and" and between):
        value = number([tree.words[link - 1]])
        return (value, link - 2 if between else link - 1) if value is not None else None
    return None


def range_end(tree: Tree, first: int, token: int) -> tuple[int, int] | None:
    """The higher number of a range whose lower one is `first` to `token`, and where it ends."""
    if token + 2 >= len(tree) or not is_number(tree, token + 2):
        return None
    link = tree.lower[token + 1]
    between = first > 0 and tree.lower[first - 1] == "between"
    if link in ("to", "-", "–") or (link == "and" and between):
        value = number([tree.words[token + 2]])
        return (value, token + 3) if value is not None else None
    return None
