"""Fuzzed records: valid ones with other fields, other types, other texts, and broken JSON."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson
from hypothesis import strategies as st

from tests.fuzz.values import ADDRESSES, ANY_JSON, TIMES, pages, texts

_DAMAGE = (
    b"", b"\x00", b"\xff\xfe", b"{", b"}", b"]", b'"', b"\\", b"\\ud800", b"\\udc00\\ud800", b",",
    b"1e999", b"NaN", b"-", b"\xef\xbb\xbf", b"null", b"[" * 3000, b'{"a":' * 3000, b"9" * 400,
    b"\xed\xa0\x80", b"/*", b"\n", b"'", b"\\u0000",
)  # fmt: skip
# How often a record is no JSON at all, has wrong fields, or is right but for its text.
_BROKEN, _ODD_FIELDS = 15, 35

OPTIONAL = {
    "url": ADDRESSES, "title": texts(), "published_at": TIMES, "collected_at": TIMES,
    "language": st.sampled_from(["en", "de", "eo", "xx", "en-US", "und", "", "zh-Hant"]),
    "content_type": st.sampled_from(["text/plain", "text/html", "Text/HTML; a=x", "image/png"]),
    "lane": st.sampled_from(["sports", "default", "x" * 600, "\x07"]),
    "article_id": st.sampled_from(["a", "b", "c", "", "\u202e", "x" * 513]),
}  # fmt: skip


@st.composite
def raw_records(draw: st.DrawFn) -> bytes | None:
    """The value of a record on `news.raw`, right or wrong."""
    fields: dict[str, Any] = {"source": draw(st.sampled_from(["s", "t", "paper"]))}
    page = draw(st.integers(0, 99)) < 40
    fields["body"] = draw(pages() if page else texts())
    if page and draw(st.booleans()):
        fields["content_type"] = "text/html"
    if not page:
        fields["language"] = "en"
    for name, values in OPTIONAL.items():
        if draw(st.integers(0, 99)) < 8:
            fields[name] = draw(values)
    return draw(_sent(fields))


@st.composite
def stage_records(draw: st.DrawFn, valid: list[bytes]) -> bytes | None:
    """The value of a record between two stages: one of `valid` with another text or other fields.

    The time at which it was appended is the broker's word, and stays: it moves the horizon of
    identity. Offsets into a text that was replaced point anywhere, as a faulty writer's would.
    """
    fields = orjson.loads(draw(st.sampled_from(valid)))
    if draw(st.integers(0, 99)) < 70:
        fields["text"] = draw(st.one_of(texts(), pages()))
    if draw(st.integers(0, 99)) < 90:
        text = f"{fields['text']}{draw(st.integers(0, 9))}".encode("utf-8", "replace")
        fields["article_id"] = f"a{draw(st.integers(0, 400))}"
        fields["content_hash"] = blake2b(text, digest_size=16).hexdigest()
    if draw(st.integers(0, 99)) < 15:
        fields["collected_at"] = draw(TIMES)
    for kind, statements in fields["metadata"].items():
        if statements and draw(st.integers(0, 99)) < 20:
            fields["metadata"][kind][0]["value"] = draw(st.one_of(texts(), TIMES, ADDRESSES))
    return draw(_sent(fields))


@st.composite
def _sent(draw: st.DrawFn, fields: dict[str, Any]) -> bytes | None:
    fate = draw(st.integers(0, 99))
    if fate < _BROKEN:
        return _damaged(draw, orjson.dumps(fields))
    if fate < _ODD_FIELDS:
        appended = fields.get("appended_at")
        for _ in range(draw(st.integers(1, 3))):
            _mistype(draw, fields)
        if appended is not None:
            fields["appended_at"] = appended
    return orjson.dumps(fields)


def _mistype(draw: st.DrawFn, fields: Any) -> None:
    """One place of the object, at any depth, becomes something else or goes."""
    for _ in range(draw(st.integers(1, 4))):
        if isinstance(fields, dict) and fields:
            key: Any = draw(st.sampled_from(sorted(fields)))
        elif isinstance(fields, list) and fields:
            key = draw(st.integers(0, len(fields) - 1))
        else:
            return
        inner = fields[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            fields = inner
            continue
        if draw(st.integers(0, 3)) == 0:
            del fields[key]
        else:
            fields[key] = draw(ANY_JSON)
        return


def _damaged(draw: st.DrawFn, value: bytes) -> bytes | None:
    kind = draw(st.sampled_from(["none", "cut", "insert", "replace", "double", "other"]))
    if kind == "none":
        return None
    if kind == "other":
        return draw(st.one_of(st.binary(max_size=60), st.sampled_from(_DAMAGE)))
    at = draw(st.integers(0, len(value)))
    end = min(len(value), at + draw(st.integers(0, 40)))
    damage = draw(st.sampled_from(_DAMAGE))
    return {
        "cut": value[:at],
        "insert": value[:at] + damage + value[at:],
        "replace": value[:at] + damage + value[end:],
        "double": value[:end] + value[at:],
    }[kind]
