"""What one record may have, and what is done about more: a refusal with its reason, or a note.

Nothing is ever cut in silence. All workers of one topic prefix must have the same limits: an
article that one of them refuses or reads in part may be decided otherwise by another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schemas.limits import LARGEST_VALUE, TooLargeError
from schemas.raw import RawArticle


@dataclass(frozen=True, slots=True)
class Limits:
    """Refused: a record of more than `message_bytes` (its value, uncompressed), a body of more than
    `body_characters`, a line of one of more than `line_characters`, a page with more than
    `page_links` links.

    Done in part, with a note: elements nested deeper than `html_nesting` levels are read as part of
    those around them; of a page the first `page_lines` lines are kept, of a text the first `lines`
    judged, the first `analysed_characters` given to the language model; the first `entities`,
    `quotes` and `claims` of a text are listed, and the `links` closest articles.
    """

    message_bytes: int = LARGEST_VALUE["raw"]
    body_characters: int = LARGEST_VALUE["raw"]
    line_characters: int = 1_000_000  # a book has half of it, in thousands of lines
    lines: int = 5_000  # a text of more is a log or a table
    html_nesting: int = 400  # real pages have a hundred levels
    page_lines: int = 20_000
    page_links: int = 20_000
    analysed_characters: int = 48_000  # a long read has 40,000; about a second of work
    entities: int = 1_000  # a long read names some hundred
    quotes: int = 1_000
    claims: int = 1_000
    links: int = 16  # more of them on a popular wire report tell a reader nothing


DEFAULT_LIMITS: Final = Limits()


def check_message(value: bytes, limits: Limits) -> None:
    """Raises TooLargeError for a record value over the cap."""
    _check("a record", "bytes", len(value), limits.message_bytes)


def check_body(raw: RawArticle, limits: Limits) -> None:
    """Raises TooLargeError for a body over the cap."""
    _check("a body", "characters", len(raw.body), limits.body_characters)


def check_line(length: int, limits: Limits) -> None:
    """Raises TooLargeError where the longest line of a text, of `length` characters, is over the
    cap."""
    _check("a line", "characters", length, limits.line_characters)


def check_links(number: int, limits: Limits) -> None:
    """Raises TooLargeError for a page of more links than the cap."""
    _check("a page", "links", number, limits.page_links)


def _check(what: str, unit: str, number: int, cap: int) -> None:
    if number > cap:
        raise TooLargeError(f"{number:,} {unit} are too many: {what} may have {cap:,}")
