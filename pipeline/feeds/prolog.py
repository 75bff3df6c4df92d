"""XML made safe before a parser sees it: text, without prolog, DOCTYPE or entities of its own."""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass

from pipeline.clean.decode import decode_bytes
from pipeline.feeds.feed import BrokenFeedError, UnsafeXmlError

# XML 1.0 §2.2 allows no other control characters; feeds that paste from word processors have them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A reference to such a character, or to one beyond the last, makes parsers give the feed up.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,40})|([0-9]{1,40}));")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,100}(?::[A-Za-z_][\w.-]{0,100})?")
# The one DOCTYPE that a feed dialect asks for: RSS 0.9 and 0.91 as Netscape defined them.
_NETSCAPE_RSS = re.compile(r'rss\s{1,20}PUBLIC\s{1,20}"-//Netscape Communications//DTD RSS 0\.9')
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# Prologs are a few lines; a document that does not begin in so many characters is none.
_LOOK_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class SafeXml:
    """`text` begins with a declaration and the root element; `root` is that element's name in
    lower case, without its prefix."""

    text: str
    root: str


def feed_text(body: bytes, charset: str | None) -> str:
    """`body` as text: UTF-16 without its mark is recognised, all else as in files."""
    if body[:1] == b"<" and body[1:2] == b"\0":
        body = codecs.BOM_UTF16_LE + body
    elif body[:2] == b"\0<":
        body = codecs.BOM_UTF16_BE + body
    return decode_bytes(body, charset)


def safe_xml(text: str) -> SafeXml | None:
    """The document without its prolog, or None where no element begins.

    Raises UnsafeXmlError for a DOCTYPE (but that of Netscape's RSS, which is dropped unread), and
    BrokenFeedError for a prolog that does not end.
    """
    at = text.find("<", 0, _LOOK_CHARACTERS)
    while at >= 0:
        if text.startswith("<?", at):
            at = _behind(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _behind(text, "-->", at)
        elif text.startswith("<!", at):
            at = _behind_doctype(text, at)
        elif name := _NAME.match(text, at + 1):
            root = name[0].rpartition(":")[2].lower()
            content = _REFERENCE.sub(_if_possible, _NOT_XML.sub("", text[at:]))
            return SafeXml(_DECLARATION + content, root)
        else:
            at += 1
        at = text.find("<", at, _LOOK_CHARACTERS)
    return None


def _if_possible(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF or _NOT_XML.match(chr(number)):
        return ""
    return reference[0]


def _behind(text: str, end: str, at: int) -> int:
    found = text.find(end, at, _LOOK_CHARACTERS)
    if found < 0:
        raise BrokenFeedError("the document breaks off before its first element")
    return found + len(end)


def _behind_doctype(text: str, at: int) -> int:
    keyword, rest = text[at + 2 : at + 9], text[at + 9 : at + 300].lstrip()
    if keyword.upper() == "DOCTYPE" and rest[:4].lower() == "html":
        return at + 9  # a page: its first element says so
    end = text.find(">", at, _LOOK_CHARACTERS)
    declaration = text[at:end] if end >= 0 else text[at:]
    if keyword == "DOCTYPE" and "[" not in declaration and _NETSCAPE_RSS.match(rest):
        return _behind(text, ">", at)
    raise UnsafeXmlError("the document declares a DOCTYPE or entities of its own: refused unread")
