"""White space, dashes and quotes in one spelling, for texts in ASCII: in one pass over the bytes.

What `normalise` does to all others with the methods of strings, which read a text many times. Here
and there must say the same of every text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import BOOL, INT, U8, compiled, read, written

Bytes = NDArray[np.uint8]

_SPACE, _DASH = ord(" "), ord("-")
_QUOTE, _DOUBLE_QUOTE, _BACKTICK = ord("'"), ord('"'), ord("`")
_IS_WHITE = np.array([chr(code).isspace() for code in range(128)])
# What stands between two characters of the rest; a dash takes the spaces around it.
_NOTHING, _WHITE, _DASHED = 0, 1, 2


def spell(text: str) -> str:
    """`text`, all ASCII, with single spaces, none at its ends and beside dashes; one dash for
    several; backticks as quotes, and two quotes as a double one."""
    spelled = np.empty(len(text), np.uint8)
    length = _spell(np.frombuffer(text.encode("ascii"), np.uint8), _IS_WHITE, spelled)
    return str(spelled[:length].data, "ascii")


@compiled(INT, read(U8), read(BOOL), written(U8))
def _spell(text: Bytes, is_white: NDArray[np.bool_], spelled: Bytes) -> int:
    """Fills `spelled`, which is as long as `text`; returns how much of it."""
    length = at = 0
    between = _NOTHING
    while at < len(text):
        byte = text[at]
        at += 1
        if byte == _DASH:
            between = _DASHED
        elif is_white[byte]:
            between = max(between, _WHITE)
        else:
            if between == _DASHED:
                spelled[length] = _DASH
                length += 1
            elif between == _WHITE and length:
                spelled[length] = _SPACE
                length += 1
            between = _NOTHING
            if byte in (_QUOTE, _BACKTICK):
                byte = np.uint8(_QUOTE)
                if at < len(text) and text[at] in (_QUOTE, _BACKTICK):
                    byte = np.uint8(_DOUBLE_QUOTE)
                    at += 1
            spelled[length] = byte
            length += 1
    if between == _DASHED:
        spelled[length] = _DASH
        length += 1
    return length
