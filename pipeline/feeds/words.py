"""What a reader sees of a piece of markup: for titles, for telling summaries from articles, and for
noticing a change."""

from __future__ import annotations

import html
import re

# Longer tags exist only in attacks and data addresses; what is left of them reads as text.
_TAG = re.compile(r"<[!/?A-Za-z][^<>]{0,5000}>")
# Looked at of one piece: more decides nothing.
MOST_CHARACTERS = 200_000


def visible_text(markup: str) -> str:
    """`markup` without tags, entities resolved, white space folded to single spaces."""
    return " ".join(html.unescape(_TAG.sub(" ", markup[:MOST_CHARACTERS])).split())
