"""Bytes of a file or a response to text: declared, marked, stated by the page, or recognised."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The HTML standard looks for it in the first 1,024 bytes; real pages put it later.
_META_BYTES = 4096
_META = re.compile(
    rb"""<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{2,40})|<\?xml[^<>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# The Encoding standard: browsers read these as their Windows supersets, and so do we.
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# Codecs that Python counts among encodings and no page is written in; one always fails.
_NEVER = frozenset(
    ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7")
)
# Recognition looks at this much: enough to tell, and bounded.
_SAMPLE_BYTES = 65_536


def decode_bytes(data: bytes, declared: str | None = None) -> str:
    """The text of `data`. Tried in order: a byte order mark, UTF-8 (strict: other encodings never
    pass for it), the `declared` charset (of a header), the one that the page's own `<meta>` or XML
    declaration states, recognition. Never raises: what fits nowhere is read as Windows-1252 with
    replacement characters."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, _stated(data)):
        if name is not None and (text := _strictly(data, name)) is not None:
            return text
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is not None and (text := _strictly(data, best.encoding)) is not None:
        return text
    return data.decode("cp1252", "replace")


def _stated(data: bytes) -> str | None:
    found = _META.search(data[:_META_BYTES])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


def _strictly(data: bytes, name: str) -> str | None:
    try:
        encoding = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if encoding.replace("-", "_") in _NEVER or encoding in _NEVER:
        return None
    encoding = _AS_BROWSERS_DO.get(encoding, encoding)
    if encoding == "utf-8":
        return data.decode("utf-8", "replace")  # it says so, and is broken in places
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
