"""One spelling for texts that differ only in typography: what `unchanged` and `same-text` mean.

Two texts are the same when they differ in white space, in the shape of quotes, dashes and
ellipses, in invisible characters, in composed or decomposed accents, in full-width letters or in
ligatures. Letters, digits, case and all other punctuation count: a changed word or number never
passes. Compatibility forms that carry meaning (superscripts, fractions) stay as they are, which is
why this is not NFKC: NFKC reads "10²" as "102".
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b

from pipeline.dedup.spelling import spell

HASH_BYTES = 16
_TITLED = b"titled"

_DOUBLE_QUOTES = "“”„‟«»″‶〝〞＂"
_SINGLE_QUOTES = "‘’‚‛′‵´`‹›ʼ＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
# Directions, joiners, soft hyphens, variation selectors, byte order marks: nothing a reader sees.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
# Decompositions that change the shape of a character and not what it says.
_SHAPES = ("<wide>", "<narrow>", "<noBreak>")
_LIGATURES = range(0xFB00, 0xFB07)

# With these a text in English is mostly ASCII, and the tables are not needed.
_MOST_USED = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'),
    ("\u2013", "-"), ("\u2014", "-"), ("\u2026", "..."), ("\u00a0", " "),
)  # fmt: skip
# White space is single by then.
_SPACED_ELLIPSIS = re.compile(r"\.(?: \.){2,}")


def normalise(text: str) -> str:
    """`text` in the one spelling that all its typographic variants share."""
    if not text.isascii():
        for variant, usual in _MOST_USED:
            text = text.replace(variant, usual)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        pattern, spelling = _variants()
        text = pattern.sub(lambda match: spelling[match[0]], text)
    text = spell(text) if text.isascii() else spell_any(text)
    return _SPACED_ELLIPSIS.sub("...", text) if ". ." in text else text


def spell_any(text: str) -> str:
    """What `spell` does, to a text in any script."""
    text = " ".join(text.replace("`", "'").replace("''", '"').split())
    if "-" in text:
        text = text.replace(" -", "-").replace("- ", "-")
        while "--" in text:
            text = text.replace("--", "-")
    return text


def body_hash(text: str) -> bytes:
    """16 bytes, equal for two texts that are the same but for typography."""
    return blake2b(_encoded(normalise(text)), digest_size=HASH_BYTES).digest()


def text_hash(title: str | None, body: bytes) -> bytes:
    """16 bytes, equal for two versions of an article when their titles are the same but for
    typography and their texts have the same `body` hash. A missing title is not an empty one."""
    if title is None:
        return blake2b(body, digest_size=HASH_BYTES).digest()
    return blake2b(body + _encoded(normalise(title)), digest_size=HASH_BYTES, key=_TITLED).digest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str]]:
    spelling = dict(_shapes())
    spelling |= dict.fromkeys(_DOUBLE_QUOTES, '"') | dict.fromkeys(_SINGLE_QUOTES, "'")
    spelling |= dict.fromkeys(_DASHES, "-") | dict.fromkeys(_INVISIBLE, "")
    spelling["…"] = "..."
    return re.compile("[" + "".join(map(re.escape, spelling)) + "]"), spelling


def _shapes() -> Iterator[tuple[str, str]]:
    for code in range(0x80, min(0x10000, sys.maxunicode)):
        decomposition = unicodedata.decomposition(chr(code))
        if decomposition.startswith(_SHAPES) or (decomposition and code in _LIGATURES):
            yield chr(code), unicodedata.normalize("NFKC", chr(code))
