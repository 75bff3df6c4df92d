"""Page, text, or neither: told apart by what the producer says, and by looking."""

from __future__ import annotations

import re

from schemas.raw import ContentType

# Markup shows itself early; a text may quote a tag anywhere.
_LOOK_CHARACTERS = 4096
_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|article|section|br|h[1-6]|ul|li|table|span|a)\b[^<>]{0,500}>", re.IGNORECASE
)
_MIN_BLOCK_TAGS = 3

# All that no text has, but for white space and the ESC of ISO-2022; one call removes them.
_CONTROLS = dict.fromkeys(set(range(0x20)) - set(b"\t\n\v\f\r\x1b") | {0x7F})
# Of random bytes 11 % are such; of wire copy, which is framed by SOH, STX and ETX, well below 1 %.
_BINARY_SHARE = 0.05


def content_type(declared: ContentType | None, body: str) -> ContentType:
    """What `body` is. The declaration holds, but a text declared (or read) as such that opens with
    a document's tags is a page, and a declared page without any tag is a text."""
    start = body[:_LOOK_CHARACTERS].lstrip("\ufeff \t\r\n\x00")
    if start.startswith("<") and _DOCUMENT.match(start):
        return "text/html"
    if declared == "text/html":
        return "text/html" if "<" in body else "text/plain"
    if declared is None and len(_BLOCK_TAG.findall(start)) >= _MIN_BLOCK_TAGS:
        return "text/html"
    return "text/plain"


def is_binary(text: str, *, page: bool) -> bool:
    """Whether `text`, decoded from a file or a response, was none: an image, an archive, a program.
    A NUL is in no text; a `page` may have a few, which browsers drop too."""
    if "\x00" in text and not (page or content_type(None, text) == "text/html"):
        return True
    return len(text) - len(text.translate(_CONTROLS)) > _BINARY_SHARE * len(text)
