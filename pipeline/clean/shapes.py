"""Lines known by their shape: bylines, dates, captions, credits, links to a source.

Every pattern runs on at most LONG_LINE_CHARACTERS characters of one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.clean.dates import is_date, trailing_date
from pipeline.clean.lines import LONG_LINE_CHARACTERS, SENTENCE_BREAK, Line
from pipeline.clean.words import words
from schemas.clean import RemovalClass

MAX_BYLINE_WORDS = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, `start` and `end` being offsets into the line's text, that states
    something: `value` goes into the metadata, with the words that it was read from."""

    start: int
    end: int
    class_: RemovalClass
    rule: str
    confidence: float
    value_start: int
    value_end: int


_BY = re.compile(
    r"(?:(?:written|posted|reported|reporting|story|words|text|submitted|published|contributed|"
    r"compiled|edited)\s+)?(?:by|von|par|por|door|av|di|autor|autorin|author|reporter|автор)\b\s*+:?\s*+",
    re.IGNORECASE,
)
_PARTICLES = words("names", "particles")
_SENTENCE_MARK = re.compile(r"[.!?…]")
_SENTENCE_END = re.compile(r"[.!?]\s+\S")
_CONTRIBUTED = re.compile(
    r"\bcontributed\s+(?:(?:to\s+)?this\s+(?:report|story|article)|reporting\b)|"
    r"^[\W_]*(?:(?:additional|further)\s+)?(?:reporting|editing|writing)\s+by\b|"
    r"\bcontributing\s+reporting\b",
    re.IGNORECASE,
)
_REPORTED_FROM = re.compile(
    r"^[A-Z][\w’'.-]+(?:[ ,]+(?:and )?[A-Z][\w’'.-]+){0,6} reported from [A-Z]"
)
_WIRE = re.compile(
    r"^[\W_]*(?:source|quelle|fuente|fonte|bron|źródło|источник|πηγή)s?\s*:\s*\S[^.]{0,60}\.?$",
    re.IGNORECASE,
)
_CAPTION_LABEL = re.compile(
    r"^[\W_]*(?:(?:file|ap|reuters|afp|getty|handout|archive|stock|courtesy|cover|featured?|main|top)\s+)?"
    r"(?:photo(?:graph)?|image|picture|pic|bild|foto|illustration|graphic|video|symbolbild)s?"
    r"(?:\s+(?:by|credit|credits|courtesy|source|via|from|of))*\s*[:©/(]",
    re.IGNORECASE,
)
_CAPTION_OPENING = re.compile(r"^(?:file|file photo|in pictures)\s?[-–—:]", re.IGNORECASE)
_FILE_PHOTO = re.compile(
    r"\bfile\s{0,2}[-–—:]\s?|\bfile\s+(?:photo|picture|image)\b", re.IGNORECASE
)
_PICTURE_CREDIT = re.compile(
    r"\b(?:photo|image|picture|pic|illustration|foto|bild)s?\s*"
    r"(?:by|credit|courtesy(?:\s+of)?|via|:|©)"
    r"|\b(?:getty images|shutterstock|istock(?:photo)?|alamy|(?:ap|reuters|afp|epa|dpa) photo)\b"
    r"|(?:^|[\s(/])(?:ap|reuters|afp|epa|getty|dpa|apa|keystone|imago)"
    r"(?:\s{0,3}/\s{0,3}[^/()]{2,60}|\s?\))\s{0,3}\)?\.?$"
    r"|©\s*\S",
    re.IGNORECASE,
)
# A notice at the foot of a page begins with the sign and the year, a credit with sign and name.
_COPYRIGHT = re.compile(r"^[\s|·•*–—-]*(?:©|\(c\))\s*(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_PARENTHESIS = re.compile(
    r"^[(\[](?:photo|image|picture|pic|file|ap|reuters|afp|getty|credit|source|via|video|bild|foto)"
    r"\b[^()\[\]]{0,250}[)\]]\s*",
    re.IGNORECASE,
)
_LINK = r"(?:https?://|www\.)\S+"
_SOURCE_LINK = re.compile(
    r"(?:\b(?:read\s+(?:more|the\s+(?:full|rest|original|whole|entire)(?:\s+\w+){0,3}|full\s+(?:story|article))(?:\s+(?:at|on|here|from))?|"
    r"source(?:\s+article)?(?:\s+from)?|via|original(?:ly)?(?:\s+(?:article|post|published|appeared|story))?(?:\s+(?:at|on|from))?|"
    r"(?:full|original|whole|complete)\s+(?:story|article|text)(?:\s+(?:at|on|here))?|more\s+at|see\s+more\s+at|continue\s+reading(?:\s+at)?|"
    r"article\s+source|h/t|quelle|fuente|fonte|quellen?|link)\s*+[:\-–—]?\s*+)(" + _LINK + r")\s*$",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(r"^[\W_]*(" + _LINK + r")$", re.IGNORECASE)
_APPEARED = re.compile(
    r"^(?:the post\b.{1,200}\b(?:appeared first|first appeared) on\b|"
    r"this (?:article|story|post|piece) (?:was )?"
    r"(?:first|originally) (?:appeared|published|ran|posted)\b|"
    r"(?:originally|first) (?:published|appeared) (?:on|at|in|by) (?=\D)(?!.{60}))",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:join|sign\s+up|subscribe|register|apply|shop|buy|donate|book|order|enrol|enroll|download|start|try\s+it)"
    r"\s+(?:now|today|here|free|for\s+free)\b[\W_]*$",
    re.IGNORECASE,
)


# A look at the words tells most lines apart before a pattern has to run.
_BY_FIRST = words("shapes", "byline_first")
_LABEL_WORDS = words("shapes", "picture") | words("shapes", "credit")
_CALL_ENDS = words("shapes", "call_ends")
_APPEARED_FIRST = frozenset("TtOoFf")


def byline(line: Line) -> list[Part]:
    """`by VOA News October 01, 2015`: the names, and the date behind them where there is one."""
    text = line.text
    if line.tokens[0] not in _BY_FIRST:
        return []
    if line.words > MAX_BYLINE_WORDS + 8 or len(text) > 200:
        return []
    label = _BY.match(text)
    if label is None:
        return []
    cut = trailing_date(text)
    names_end = len(text) if cut is None else cut
    names = text[label.end() : names_end].rstrip(" ,|·•-–—/:;")
    if not names or not _are_names(names) or (cut is not None and cut < label.end()):
        return []
    value_end = label.end() + len(names)
    parts = [Part(0, names_end, "byline", "byline", 0.95, label.end(), value_end)]
    if cut is not None:
        parts.append(Part(cut, len(text), "date", "byline-date", 0.95, cut, len(text)))
    return parts


def bare_name(line: Line) -> bool:
    """Two to four capitalised words and nothing else: a name, where a byline stands."""
    words = line.text.split()
    return (
        2 <= len(words) <= 4
        and len(line.text) <= 48
        and not line.text.isupper()
        and line.text[-1] not in ".:!?;,"
        and all(word[0].isupper() and not any(c.isdigit() for c in word) for word in words)
    )


def _are_names(names: str) -> bool:
    words = names.replace(",", " ").split()
    if not words or len(words) > MAX_BYLINE_WORDS or _SENTENCE_END.search(names + " "):
        return False
    strange = sum(
        1
        for word in words
        if not word[0].isupper() and word.lower() not in _PARTICLES and "@" not in word
    )
    return strange == 0 and (words[0][0].isupper() or "@" in words[0])


def date(line: Line) -> list[Part]:
    """A line that only states a time."""
    if "0" not in line.key or not is_date(line.text):
        return []
    return [Part(0, len(line.text), "date", "date", 0.93, 0, len(line.text))]


def has_label(line: Line) -> bool:
    """Whether `line` has a word without which it is no caption, credit or copyright notice."""
    tokens = line.tokens
    return not _LABEL_WORDS.isdisjoint(tokens) or "©" in line.text or tokens[:2] == ["c", "0"]


def copyright_notice(line: Line) -> list[Part]:
    """`© 2015 The Paper`: who owns the page."""
    text = line.text
    if len(text) > LONG_LINE_CHARACTERS or not _COPYRIGHT.match(text):
        return []
    return [Part(0, len(text), "legal", "copyright", 0.93, 0, 0)]


def caption(line: Line) -> list[Part]:
    """What stands under a picture, or who took it."""
    text = line.text
    if len(text) > LONG_LINE_CHARACTERS or line.words > 70:
        return []
    whole = len(text)
    if _CAPTION_LABEL.match(text) or _CAPTION_OPENING.match(text):
        return [Part(0, whole, "caption", "caption-label", 0.93, 0, whole)]
    if not line.ends_sentence and _FILE_PHOTO.search(text, 0, 90):
        return [Part(0, whole, "caption", "file-photo", 0.9, 0, whole)]
    if (line.words <= 12 or text.endswith((")", "]"))) and _PICTURE_CREDIT.search(text):
        return [Part(0, whole, "caption", "picture-credit", 0.9, 0, whole)]
    return []


def credit(line: Line) -> list[Part]:
    """Who else reported: `X contributed to this report`, `Y reported from Z`, `Source: AFP`."""
    text = line.text
    if len(text) > LONG_LINE_CHARACTERS:
        return []
    whole = len(text)
    if line.words <= 60 and _CONTRIBUTED.search(text):
        return [Part(0, whole, "credit", "contributed", 0.95, 0, whole)]
    if line.words <= 16 and _REPORTED_FROM.match(text):
        return [Part(0, whole, "credit", "reported-from", 0.93, 0, whole)]
    if line.words <= 10 and _WIRE.match(text) and "http" not in text:
        return [Part(0, whole, "credit", "source-label", 0.88, 0, whole)]
    return []


def source_link(line: Line) -> list[Part]:
    """`Read more at http://…`, at the end of any line or alone; an address that is a whole line."""
    text = line.text
    if "http" in text or ("www" in line.key and "www." in text.lower()):
        parts = _link_to_source(text) or _bare_link(text)
        if parts:
            return parts
    if (
        text[0] in _APPEARED_FIRST
        and line.words <= 40
        and len(text) <= LONG_LINE_CHARACTERS
        and _APPEARED.match(text)
    ):
        return [Part(0, len(text), "credit", "first-appeared", 0.93, 0, len(text))]
    return []


def _link_to_source(text: str) -> list[Part]:
    shift = max(0, len(text) - LONG_LINE_CHARACTERS)
    found = _SOURCE_LINK.search(text[shift:])
    if found is None:
        return []
    start = shift + found.start()
    before = text[:start].rstrip()
    alone = not before.strip(" \t([*-–—•|►»>")
    if not alone and before[-1] not in ".!?…\"'”’)]|":
        return []
    value = shift + found.start(1), shift + found.end(1)
    start = 0 if alone else start
    return [Part(start, len(text), "source-url", "source-link", 0.95, *value)]


def _bare_link(text: str) -> list[Part]:
    found = _BARE_LINK.match(text) if len(text) <= LONG_LINE_CHARACTERS else None
    if found is None:
        return []
    return [Part(0, len(text), "source-url", "bare-link", 0.85, found.start(1), found.end(1))]


def call_to_action(line: Line) -> list[Part]:
    """An offer that ends in its button: `… Career Network - JOIN NOW`."""
    if line.words > 25 or line.tokens[-1] not in _CALL_ENDS:
        return []
    if len(line.text) > LONG_LINE_CHARACTERS or not _CALL.search(line.text):
        return []
    return [Part(0, len(line.text), "promotion", "call-to-action", 0.92, 0, 0)]


def leading_parenthesis(line: Line) -> list[Part]:
    """`(Photo: …)` in front of a paragraph."""
    if line.text[0] not in "([":
        return []
    found = _PARENTHESIS.match(line.text[:LONG_LINE_CHARACTERS])
    if found is None or found.end() >= len(line.text):
        return []
    return [Part(0, found.end(), "caption", "leading-parenthesis", 0.93, 0, found.end())]


def last_sentence_break(text: str) -> int | None:
    """Where the words after the last sentence of a line begin, within its last 80 characters."""
    shift = max(0, len(text) - 80)
    if _SENTENCE_MARK.search(text, shift) is None:
        return None
    last = None
    for found in SENTENCE_BREAK.finditer(text, shift):
        last = found.end()
    return last
