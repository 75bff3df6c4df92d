"""How much the attributes of a page's tags cost: the parser compares each with all of its tag.

Where a tag ends depends on which quotation marks open a value, and whether a `<` opens a tag at
all on more than a pass over the text can know (scripts, comments). So this counts the worst case:
every `<` with a letter opens a tag, and a mark behind an equals sign may be inside a value or not.
"""

from __future__ import annotations

import re

# Shorter parts of a page hold too few attributes to matter.
_SHORT = 500

_OPENING = re.compile(r"<[a-zA-Z]")
_MARKS = ('"', "'")
_BEFORE_VALUE = "\t\n\f\r "
_BEFORE_MARK = "=" + _BEFORE_VALUE
# White space between an equals sign and a value that is looked over: more makes attributes rare.
_BLANKS = 64


def comparisons(markup: str) -> int:
    """At most how many pairs of attributes of one tag there are, summed over all tags with
    hundreds of them. Linear: one pass over the pieces between two `>`."""
    total = 0
    # For each mark the attributes of a tag that may be inside a value so quoted; -1: none is.
    inside = dict.fromkeys(_MARKS, -1)
    closed = True
    for piece in markup.split(">"):
        # Most pieces end in a mark that closes a value, or hold none: told apart before all else.
        if (
            closed
            and len(piece) < _SHORT
            and piece[piece.rfind('"') - 1 :][:1] not in _BEFORE_MARK
            and piece[piece.rfind("'") - 1 :][:1] not in _BEFORE_MARK
        ):
            continue
        ends = [mark for mark in _MARKS if _ends_inside(piece, mark)]
        if len(piece) < _SHORT and not ends and closed:
            continue
        opening = _OPENING.search(piece)
        most = _separators(piece[opening.start() :]) if opening else -1
        own = 0 if closed else _separators(piece)
        for mark in _MARKS:
            if inside[mark] >= 0 and mark in piece:
                most = max(most, inside[mark] + own)
        for mark in _MARKS:
            if mark in ends:
                inside[mark] = max(most, inside[mark]) if mark not in piece else most
            elif mark in piece:
                inside[mark] = -1
        closed = max(inside.values()) < 0
        if not ends and most * 2 >= _SHORT:
            total += most * most
    return total + sum(count * count for count in inside.values() if count * 2 >= _SHORT)


def _ends_inside(piece: str, mark: str) -> bool:
    """Whether the last `mark` of a piece stands behind an equals sign: it may open a value that
    goes on behind the piece."""
    last = piece.rfind(mark)
    return last > 0 and piece[max(0, last - _BLANKS) : last].rstrip(_BEFORE_VALUE).endswith("=")


def _separators(piece: str) -> int:
    """At most how many attributes there are in a piece of a tag: each follows white space, a slash
    or a mark."""
    return len(piece.split()) + piece.count("/") + sum(piece.count(mark) for mark in _MARKS) // 2
